// Start-up against the least server on the same SDK, interleaved. Exit 1 above 1.3x its CPU or above 80 MB.
// usage: node test/bench/startup.ts [--rounds 15] [--era legacy|modern] [--entry dist/cli.js]
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { rolldown } from 'rolldown';
import { measureStart, type StartupSample } from './startup/spawn.ts';

const MOST_CPU_RATIO = 1.3;
const MOST_RSS_MB = 80;

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    era: { type: 'string', default: 'legacy' },
    entry: { type: 'string', default: join(root, 'dist/cli.js') },
  },
});
if (!existsSync(values.entry)) throw new Error(`${values.entry} is not there; run npm run build first`);
const era = values.era === 'modern' ? 'modern' : 'legacy';

const folder = mkdtempSync(join(tmpdir(), 'llmkit-startup-'));
try {
  await bundle(join(import.meta.dirname, 'startup/minimal.ts'), folder);
  const ours: StartupSample[] = [];
  const minimal: StartupSample[] = [];
  // The first round fills the page and compile caches and does not count.
  for (let round = 0; round <= Number(values.rounds); round++) {
    const base = await measureStart([process.execPath, join(folder, 'minimal.js')], era);
    const own = await measureStart([process.execPath, values.entry], era);
    if (round === 0) continue;
    minimal.push(base);
    ours.push(own);
  }
  report(minimal, ours);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Bundled with the settings of scripts/build.ts, so that only what is loaded differs. */
async function bundle(input: string, dir: string): Promise<void> {
  const build = await rolldown({ input: { minimal: input }, platform: 'node' });
  await build.write({
    dir,
    format: 'esm',
    minify: { mangle: false, compress: true, codegen: { removeWhitespace: true } },
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name]-[hash].js',
  });
  await build.close();
}

function report(minimal: readonly StartupSample[], ours: readonly StartupSample[]): void {
  const cpu = { minimal: median(minimal, 'cpuMs'), ours: median(ours, 'cpuMs') };
  const ratio = cpu.ours / cpu.minimal;
  const rss = median(ours, 'rssMb');
  console.log(`${era}, ${ours.length} rounds, Node ${process.version}`);
  console.log(
    `minimal  CPU ${cpu.minimal.toFixed(0)} ms, first reply ${median(minimal, 'wallMs').toFixed(0)} ms, RSS ${median(minimal, 'rssMb').toFixed(0)} MB`,
  );
  console.log(
    `ours     CPU ${cpu.ours.toFixed(0)} ms, first reply ${median(ours, 'wallMs').toFixed(0)} ms, RSS ${rss.toFixed(0)} MB`,
  );
  console.log(`ratio    CPU ${ratio.toFixed(2)}x (at most ${MOST_CPU_RATIO}x), RSS at most ${MOST_RSS_MB} MB`);
  if (ratio > MOST_CPU_RATIO || rss > MOST_RSS_MB) process.exitCode = 1;
}

function median(samples: readonly StartupSample[], key: keyof StartupSample): number {
  const sorted = samples.map((sample) => sample[key]).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
