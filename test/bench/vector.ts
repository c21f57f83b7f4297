// Vector search beside other engines: build, recall, speed, memory and disk. Exit 1 below a bar, unless --report.
// usage: node test/bench/vector.ts [--rows 10000,100000,1000000] [--engines llmkit,usearch] [--report]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LEAST_FOR_HNSW } from '../../src/stores/sqlite/hnsw/hnsw-search.ts';
import { FILTER_NAMES, prepare, QUERY_WORDS } from './vector/data.ts';
import { ENGINES } from './vector/engines.ts';
import type { Measured, Timing } from './vector/measure.ts';

/** At 100,000 chunks; milliseconds are of one core. */
const BARS = { rows: 100_000, buildRatio: 1.3, recall: 0.99, p50: 12, p99: 30, rssMb: 200 };

const LENGTHS = ['short', 'long'] as const;
/** The last is searched with the first. */
const DEFAULT_ENGINES = Object.keys(ENGINES)
  .filter((name) => name !== 'llmkit without index')
  .join(',');

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '10000,100000' },
    engines: { type: 'string', default: DEFAULT_ENGINES },
    report: { type: 'boolean', default: false },
  },
});
/** Engines to compare with are no dependencies of the project: they live in a folder of their own. */
const cache = join(homedir(), '.cache', 'llmkit-mcp', 'bench-vector');

function isInstalled(name: string): boolean {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(join(cache, 'package.json'))) writeFileSync(join(cache, 'package.json'), '{"private":true}');
  if (existsSync(join(cache, 'node_modules', name))) return true;
  try {
    execFileSync('npm', ['install', '--no-audit', '--no-fund', name], { cwd: cache, stdio: 'pipe', timeout: 120_000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * Built in one process and searched in another, so that memory is that of searching. Ours is searched twice where it makes an index:
 * before it has it, as where usearch is not installed, and afterwards.
 */
function measure(engine: string, data: string, rows: number): readonly Measured[] {
  const work = mkdtempSync(join(tmpdir(), 'llmkit-bench-vector-'));
  const run = (phase: string, name = engine): Measured => {
    const file = join(import.meta.dirname, 'vector', 'measure.ts');
    const args = ['--no-warnings', file, name, data, String(rows), work, cache, phase];
    const output = execFileSync(process.execPath, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    return JSON.parse(output) as Measured; // printed by measure.ts
  };
  try {
    if (engine !== 'llmkit') return [run('all')];
    const { buildSeconds, buildCpuSeconds } = run('write');
    if (rows < LEAST_FOR_HNSW) return [{ ...run('search'), buildSeconds, buildCpuSeconds }];
    const before = { ...run('search', 'llmkit without index'), buildSeconds, buildCpuSeconds };
    const index = run('index');
    const built = {
      buildSeconds: buildSeconds + index.buildSeconds,
      buildCpuSeconds: buildCpuSeconds + index.buildCpuSeconds,
    };
    return [before, { ...run('search'), ...built }];
  } catch (error) {
    console.log(`SKIPPED ${engine}: ${String(error instanceof Error ? error.message : error).slice(0, 400)}`);
    return [];
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const print = (...cells: readonly string[]): void => console.log(cells.map((cell) => cell.padStart(12)).join(' '));
const timing = ({ cpuP50, cpuP99, p50, p99, queriesASecond }: Timing): readonly string[] =>
  [cpuP50, cpuP99, p50, p99, queriesASecond].map((value) => value.toFixed(value < 100 ? 1 : 0));

function show(measured: Measured): void {
  const { engine, rows, buildSeconds, buildCpuSeconds, diskMb, rssMb, firstMs, vector, hybrid } = measured;
  console.log(
    `\n${engine}, ${rows} rows: written in ${buildSeconds.toFixed(1)} s (${buildCpuSeconds.toFixed(1)} s of CPU), ${diskMb.toFixed(0)} MB on disk, ${rssMb.toFixed(0)} MB in memory, first search in ${firstMs.toFixed(0)} ms`,
  );
  print('leg', 'filter', 'recall@10', 'CPU p50 ms', 'CPU p99 ms', 'p50 ms', 'p99 ms', 'queries/s');
  for (const filter of FILTER_NAMES) {
    const [near, both] = [vector[filter], hybrid[filter]];
    if (near !== undefined) print('vector', filter, near.recall.toFixed(4), ...timing(near));
    if (both !== undefined) {
      for (const length of LENGTHS) print(`hybrid ${QUERY_WORDS[length]}`, filter, '', ...timing(both[length]));
    }
  }
}

function belowBars(results: readonly Measured[]): readonly string[] {
  const of = (engine: string) => results.find((each) => each.engine === engine && each.rows === BARS.rows);
  const [ours, bare] = [of('llmkit'), of('bare SQLite')];
  if (ours === undefined) return [`llmkit was not measured at ${BARS.rows} rows`];
  const ratio = bare === undefined ? 0 : ours.buildCpuSeconds / bare.buildCpuSeconds;
  console.log(`\nwritten in ${ratio.toFixed(2)} times the CPU of bare SQLite`);
  const checks = [
    { name: 'times bare SQLite', value: ratio, most: BARS.buildRatio },
    { name: 'MB in memory', value: ours.rssMb, most: BARS.rssMb },
    ...FILTER_NAMES.flatMap((filter) => [
      { name: `lost recall, filter ${filter}`, value: 1 - (ours.vector[filter]?.recall ?? 0), most: 1 - BARS.recall },
      ...LENGTHS.flatMap((length) => {
        const name = `filter ${filter}, ${QUERY_WORDS[length]} words`;
        const timed = ours.hybrid[filter]?.[length];
        return [
          { name: `hybrid p50 ms, ${name}`, value: timed?.cpuP50 ?? 1e9, most: BARS.p50 },
          { name: `hybrid p99 ms, ${name}`, value: timed?.cpuP99 ?? 1e9, most: BARS.p99 },
        ];
      }),
    ]),
  ];
  return checks
    .filter(({ value, most }) => value > most)
    .map(({ name, value, most }) => `${value.toFixed(3)} ${name}, at most ${most.toFixed(3)}`);
}

const results: Measured[] = [];
for (const rows of values.rows.split(',').map(Number)) {
  const data = join(cache, 'data', `1-${rows}`);
  prepare(data, rows);
  for (const name of values.engines.split(',')) {
    const needed = ENGINES[name]?.package;
    if (needed !== undefined && !isInstalled(needed)) {
      console.log(`SKIPPED ${name}: ${needed} could not be installed`);
      continue;
    }
    for (const result of measure(name, data, rows)) {
      show(result);
      results.push(result);
    }
  }
}
if (!values.report) {
  const failures = belowBars(results);
  for (const failure of failures) console.log(`FAILED: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}
