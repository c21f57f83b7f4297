// What the pipeline adds to a call, against asking the provider directly and against the least proxy in Node, all in
// one run on loopback: median added latency with one call at a time (interleaved, so that the machine's other work
// falls on all alike), added time to the first word of a stream, and CPU a call with 16 in flight. No gate.
// usage: node test/bench/gateway.ts [--rounds 300] [--entry dist/cli.js] [--profile]   (--profile keeps .cpuprofile files)
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { httpLane, type Lane, plainLane, stdioLane } from './gateway/lanes.ts';
import { cpuMs } from './startup/spawn.ts';

const IN_FLIGHT = 16;
// As many as it takes until little is compiled any more: a server lives longer than its first thousand calls.
const WARM_CALLS = 5000;
const CPU_CALLS = 800;
const CPU_ROUNDS = 3;
const LONGEST_MS = 55_000;

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '300' },
    entry: { type: 'string', default: join(root, 'dist/cli.js') },
    profile: { type: 'boolean', default: false },
  },
});
if (!existsSync(values.entry)) throw new Error(`${values.entry} is not there; run npm run build first`);

const home = mkdtempSync(join(tmpdir(), 'llmkit-gateway-'));
const children: ChildProcessWithoutNullStreams[] = [];
const limit = setTimeout(() => stop(1), LONGEST_MS);

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...environment }, cwd: home });
  children.push(child);
  return child;
}

/** The first line that matches, from either stream of a child. */
function said(child: ChildProcessWithoutNullStreams, pattern: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      const [, found] = pattern.exec(line) ?? [];
      if (found !== undefined) resolve(found);
    });
  }
  child.once('exit', (code) => reject(new Error(`A process ended with ${code} before it was ready`)));
  return promise;
}

async function openLanes(): Promise<readonly Lane[]> {
  const upstream = start([join(import.meta.dirname, 'gateway/upstream.ts')]);
  const origin = `http://127.0.0.1:${await said(upstream, /^(\d+)$/)}`;
  const proxy = start([join(import.meta.dirname, 'gateway/proxy.ts'), origin], {
    NODE_PATH: join(root, 'node_modules'),
  });
  const proxied = `http://127.0.0.1:${await said(proxy, /^(\d+)$/)}`;
  const ours = {
    LLMKIT_HOME: home,
    LLMKIT_DISCOVER: '0',
    LLMKIT_LOG: 'info',
    OPENAI_API_KEY: 'key-of-bench',
    OPENAI_BASE_URL: origin,
  };
  const profiling = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${join(tmpdir(), 'llmkit-profiles')}`] : [];
  const stdio = start([...profiling, values.entry, 'serve'], { ...ours, LLMKIT_LOG: 'silent' });
  const http = start([...profiling, values.entry, 'serve', '--http', '--port', '0'], ours);
  const url = await said(http, /listens on (http[^\s"]+)/);
  return [
    plainLane('direct', origin, upstream.pid),
    plainLane('bare proxy', proxied, proxy.pid),
    stdioLane('ours, stdio', stdio),
    httpLane('ours, HTTP', url, http.pid),
  ];
}

/** So many calls of one lane, a number of them at once. */
async function load(lane: Lane, calls: number): Promise<void> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await lane.call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

type Samples = ReadonlyMap<Lane, number[]>;
const samplesFor = (lanes: readonly Lane[]): Samples => new Map(lanes.map((lane) => [lane, []]));

/** One measurement of every lane a round, in an order that changes. */
async function interleaved(lanes: readonly Lane[], rounds: number, measure: (lane: Lane) => Promise<number>) {
  const samples = samplesFor(lanes);
  for (let round = 0; round < rounds; round++) {
    const turn = round % lanes.length;
    for (const lane of [...lanes.slice(turn), ...lanes.slice(0, turn)]) samples.get(lane)?.push(await measure(lane));
  }
  return samples;
}

async function timed(lane: Lane): Promise<number> {
  const started = performance.now();
  await lane.call();
  return performance.now() - started;
}

async function cpuACall(lane: Lane): Promise<number> {
  const before = cpuMs(lane.pid);
  await load(lane, CPU_CALLS);
  return ((cpuMs(lane.pid) - before) * 1000) / CPU_CALLS;
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor(numbers.length / 2)] ?? Number.NaN;

/** The median of the differences to the first lane, round by round. */
function added(samples: Samples, lane: Lane): number {
  const [base = []] = samples.values();
  return median((samples.get(lane) ?? []).map((value, round) => value - (base[round] ?? Number.NaN)));
}

function report(lanes: readonly Lane[], whole: Samples, first: Samples, cpu: Samples): void {
  const [, proxy] = lanes;
  if (proxy === undefined) return;
  const ratio = (value: number, base: number): string => `${(value / base).toFixed(2)}x`;
  console.log(`Node ${process.version}; ${values.rounds} rounds one call at a time; CPU with ${IN_FLIGHT} in flight`);
  console.log(
    `${''.padEnd(12)} ${['p50 ms', 'added ms', '/ proxy', 'first word', 'added ms', '/ proxy', 'CPU us', '/ proxy'].map((head) => head.padStart(10)).join('')}`,
  );
  for (const lane of lanes) {
    const cells = [
      median(whole.get(lane) ?? []).toFixed(2),
      added(whole, lane).toFixed(2),
      ratio(added(whole, lane), added(whole, proxy)),
      median(first.get(lane) ?? []).toFixed(2),
      added(first, lane).toFixed(2),
      ratio(added(first, lane), added(first, proxy)),
      median(cpu.get(lane) ?? []).toFixed(0),
      ratio(median(cpu.get(lane) ?? []), median(cpu.get(proxy) ?? [])),
    ];
    console.log(`${lane.name.padEnd(12)} ${cells.map((cell) => cell.padStart(10)).join('')}`);
  }
}

function stop(code: number): void {
  for (const child of children) child.kill('SIGTERM');
  setTimeout(() => {
    rmSync(home, { recursive: true, force: true });
    process.exit(code);
  }, 1500).unref();
  process.exitCode = code;
}

try {
  const lanes = await openLanes();
  for (const lane of lanes) await load(lane, WARM_CALLS);
  const whole = await interleaved(lanes, Number(values.rounds), timed);
  const first = await interleaved(lanes, Math.ceil(Number(values.rounds) / 5), (lane) => lane.firstWord());
  const cpu = await interleaved(lanes, CPU_ROUNDS, cpuACall);
  report(lanes, whole, first, cpu);
} finally {
  clearTimeout(limit);
  for (const child of children) child.kill('SIGTERM');
  await Promise.all(
    children.map((child) =>
      child.exitCode === null ? new Promise((resolve) => child.once('exit', resolve)) : undefined,
    ),
  );
  rmSync(home, { recursive: true, force: true });
}
process.exit();
