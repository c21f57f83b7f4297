// What our relay of live voice costs, beside the least relay that the `ws` package makes (no reading, no sessions), over the
// same loopback vendor, in the same run, in turns: delay of a 20 ms frame there and back, CPU a frame, the first sound of a
// reply; then many sessions at once for a minute, where no frame may be lost and memory must not grow.
// A client of the bare relay speaks the vendor's own protocol, ours is sent bare sound, because that is what each is for; ours
// also keeps each reply as a file. On a machine that does other work the delays are that work's: look at the ratios.
// Exits 1 when a bar is missed; with --report it only says so. Medians over rounds, because other work falls on both alike.
// usage: node test/bench/voice.ts [--sizes 10,100] [--rounds 5] [--round-ms 3000] [--soak-s 60] [--soak-warm-s 70]
// [--soak-sessions 500] [--report]
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { onlyChildOf } from '../support/child-processes.ts';
import { cpuMs } from './startup/spawn.ts';
import { type Link, openLink } from './voice/link.ts';
import { settle, talk } from './voice/pace.ts';
import { openSessions } from './voice/sessions.ts';
import { SHAPES, type Shape } from './voice/shapes.ts';

/** The bars: delay at 100 sessions, CPU beside the bare proxy, growth of memory after warm-up. */
const BARS = { addedMs: 5, cpuRatio: 1.5, growth: 0.05 };
const WARM_MS = 4_000;

const root = join(import.meta.dirname, '..', '..');
const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '10,100' },
    rounds: { type: 'string', default: '5' },
    'round-ms': { type: 'string', default: '3000' },
    'soak-s': { type: 'string', default: '60' },
    // The collector has been over the whole heap once by then: what is dead until it comes is no growth.
    'soak-warm-s': { type: 'string', default: '70' },
    'soak-sessions': { type: 'string', default: '500' },
    shapes: { type: 'string', default: SHAPES.map(({ name }) => name).join(',') },
    entry: { type: 'string', default: join(root, 'dist/cli.js') },
    report: { type: 'boolean', default: false },
  },
});
const [rounds, roundMs, soakS, soakWarmS, soakSessions] = (
  ['rounds', 'round-ms', 'soak-s', 'soak-warm-s', 'soak-sessions'] as const
).map((name) => Number(values[name])) as [number, number, number, number, number];
if (!existsSync(values.entry)) throw new Error(`${values.entry} is not there; run npm run build first`);

const home = mkdtempSync(join(tmpdir(), 'llmkit-voice-bench-'));
const children: ChildProcessWithoutNullStreams[] = [];
const missed: string[] = [];

// Who stops the bench does not want to go on with what it started.
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

/** Relays have a core of their own, so that what is compared is not how the ends of the bench push them aside. */
const RELAY_CORE = availableParallelism() - 1;
const canPin = RELAY_CORE > 0 && spawnSync('taskset', ['--version']).status === 0;
const pinned = (command: readonly string[], isRelay: boolean): readonly string[] =>
  canPin ? ['taskset', '-c', isRelay ? String(RELAY_CORE) : `0-${RELAY_CORE - 1}`, ...command] : command;
if (canPin) spawnSync('taskset', ['-a', '-p', '-c', `0-${RELAY_CORE - 1}`, String(process.pid)]);

function start(args: readonly string[], isRelay: boolean, environment: Readonly<Record<string, string>> = {}) {
  const [program = '', ...rest] = pinned([process.execPath, ...args], isRelay);
  const child = spawn(program, rest, { env: { PATH: process.env.PATH, ...environment }, cwd: home });
  children.push(child);
  child.stderr.on('data', (text: Buffer) => {
    if (process.env.BENCH_LOG !== undefined) process.stderr.write(text);
  });
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

type Lane = {
  readonly name: 'ws proxy' | 'ours';
  readonly pids: () => readonly number[];
  open(count: number): Promise<readonly Link[]>;
  /** Asks for a reply on a link that says nothing else. */
  readonly ask: object;
  delays: number[];
};

async function openLanes(shape: Shape): Promise<{ readonly ours: Lane; readonly bare: Lane }> {
  const folder = join(import.meta.dirname, 'voice');
  const vendor = `http://127.0.0.1:${await said(start([join(folder, 'vendor.ts'), shape.name], false), /^(\d+)$/)}`;
  const proxy = start([join(folder, 'proxy.ts'), vendor.replace('http', 'ws')], true);
  const proxyUrl = `ws://127.0.0.1:${await said(proxy, /^(\d+)$/)}${shape.path}`;
  const server = start([values.entry, 'serve', '--http', '--port', '0', '--tools', 'default,voice'], true, {
    LLMKIT_HOME: home,
    LLMKIT_DISCOVER: '0',
    LLMKIT_LOG: process.env.BENCH_LOG ?? 'silent',
    LLMKIT_VOICE_SESSIONS: '2000',
    LLMKIT_VOICE_SESSIONS_EACH: '2000',
    // What is said back is kept as any reply is, in so much room.
    LLMKIT_ARTIFACT_BYTES: '200000000',
    ...(process.env.BENCH_NODE_OPTIONS !== undefined && { NODE_OPTIONS: process.env.BENCH_NODE_OPTIONS }),
    ...shape.environment(vendor),
  });
  const url = await said(server, /listens on (http[^\s"]+)/);
  let links = 0;
  const bare: Lane = {
    name: 'ws proxy',
    pids: () => [proxy.pid ?? 0],
    delays: [],
    ask: shape.ask,
    open: async (count) => {
      const opened: Link[] = [];
      for (let index = 0; index < count; index++) {
        const link = await openLink({
          url: proxyUrl,
          number: ++links,
          wrap: shape.toVendor,
          soundIn: shape.soundOut,
          onDelay: (ms) => bare.delays.push(ms),
        });
        link.say(shape.hello);
        opened.push(link);
      }
      return opened;
    },
  };
  const ours: Lane = {
    name: 'ours',
    pids: () => [server.pid ?? 0, onlyChildOf(server.pid ?? 0)],
    delays: [],
    ask: { type: 'text', text: 'Now.' },
    open: async (count) => {
      const opened: Link[] = [];
      for (const address of await openSessions(url, shape.model, count)) {
        opened.push(
          await openLink({
            url: address,
            number: ++links,
            wrap: (sound) => ({ parts: [sound], isText: false }),
            soundIn: (payload, isText) => (isText ? undefined : payload),
            onDelay: (ms) => ours.delays.push(ms),
          }),
        );
      }
      return opened;
    },
  };
  return { ours, bare };
}

const rssMb = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
const cpuOf = (lane: Lane): number => lane.pids().reduce((sum, pid) => sum + cpuMs(pid), 0);
const quantile = (numbers: readonly number[], at: number): number =>
  numbers.toSorted((left, right) => left - right)[Math.min(numbers.length - 1, Math.floor(numbers.length * at))] ??
  Number.NaN;
const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);
const sum = (links: readonly Link[], of: (link: Link) => number): number =>
  links.reduce((total, link) => total + of(link), 0);

type Round = { readonly p50: number; readonly p99: number; readonly cpuUs: number };

async function measure(lane: Lane, links: readonly Link[], ms: number): Promise<Round> {
  lane.delays = [];
  const before = cpuOf(lane);
  const frames = sum(links, ({ sent }) => sent);
  await talk(links, ms);
  await settle(links);
  const sent = sum(links, (link) => link.sent) - frames;
  // A frame there and one back.
  const cpuUs = ((cpuOf(lane) - before) * 1000) / sent / 2;
  return { p50: quantile(lane.delays, 0.5), p99: quantile(lane.delays, 0.99), cpuUs };
}

const row = (cells: readonly (string | number)[]): string =>
  cells
    .map((cell, index) =>
      index === 0 ? String(cell).padEnd(28) : (typeof cell === 'number' ? cell.toFixed(2) : cell).padStart(12),
    )
    .join('');

function bar(name: string, value: number, most: number): void {
  if (!(value <= most)) missed.push(`${name}: ${value.toFixed(3)} is above ${most}`);
}

async function compare(shape: Shape, { ours, bare }: { readonly ours: Lane; readonly bare: Lane }, size: number) {
  const links = { ours: await ours.open(size), bare: await bare.open(size) };
  for (const lane of [bare, ours] as const) await measure(lane, lane === ours ? links.ours : links.bare, WARM_MS);
  const results = { ours: [] as Round[], bare: [] as Round[] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? (['bare', 'ours'] as const) : (['ours', 'bare'] as const);
    for (const name of order) results[name].push(await measure(name === 'ours' ? ours : bare, links[name], roundMs));
  }
  const of = (name: 'ours' | 'bare', key: keyof Round): number => median(results[name].map((round) => round[key]));
  const pairs = (key: keyof Round, join: (ours: number, bare: number) => number): number =>
    median(results.ours.map((round, index) => join(round[key], results.bare[index]?.[key] ?? Number.NaN)));
  const added99 = pairs('p99', (left, right) => left - right);
  const ratio = pairs('cpuUs', (left, right) => left / right);
  console.log(
    row([
      `${shape.name}, ${size}`,
      of('bare', 'p50'),
      of('ours', 'p50'),
      pairs('p50', (left, right) => left - right),
      of('bare', 'p99'),
      of('ours', 'p99'),
      added99,
      of('bare', 'cpuUs'),
      of('ours', 'cpuUs'),
      `${ratio.toFixed(2)}x`,
    ]),
  );
  const lost = sum(links.ours, ({ sent, back }) => sent - back);
  if (lost > 0) missed.push(`${shape.name}, ${size} sessions: ${lost} frames lost`);
  if (size === 100) {
    bar(`${shape.name}: added p99 at 100 sessions, ms`, added99, BARS.addedMs);
    bar(`${shape.name}: CPU a frame at 100 sessions beside the bare proxy`, ratio, BARS.cpuRatio);
  }
  for (const link of [...links.ours, ...links.bare]) link.close();
}

/** Delay of the first sound after asking for a reply, one session at a time. */
async function firstSound({ ours, bare }: { readonly ours: Lane; readonly bare: Lane }): Promise<readonly number[]> {
  const [mine] = await ours.open(1);
  const [other] = await bare.open(1);
  const differences: number[] = [];
  const base: number[] = [];
  const ask = async (lane: Lane, link: Link | undefined): Promise<number> => {
    const started = performance.now();
    const sound = link?.sound();
    link?.say(lane.ask);
    await sound;
    return performance.now() - started;
  };
  for (let round = 0; round < 60; round++) {
    const plain = await ask(bare, other);
    const relayed = await ask(ours, mine);
    if (round < 10) continue;
    base.push(plain);
    differences.push(relayed - plain);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  mine?.close();
  other?.close();
  return [median(base), median(differences), quantile(differences, 0.99)];
}

async function soak(shape: Shape, lane: Lane): Promise<void> {
  const links = await lane.open(soakSessions);
  const [slow, ...others] = links;
  slow?.pause();
  await talk(links, soakWarmS * 1000);
  const host = lane.pids().at(-1) ?? 0;
  const warm = rssMb(host);
  lane.delays = [];
  const cpu = cpuOf(lane);
  const started = performance.now();
  const samples: number[] = [];
  for (let done = 0; done < soakS; done += 5) {
    await talk(links, Math.min(5, soakS - done) * 1000);
    samples.push(rssMb(host));
  }
  const seconds = (performance.now() - started) / 1000;
  const load = (cpuOf(lane) - cpu) / 10 / seconds;
  await settle(others);
  // The last quarter against the first: single samples swing with the collector.
  const quarter = Math.max(1, Math.floor(samples.length / 4));
  const growth = median(samples.slice(-quarter)) / median(samples.slice(0, quarter)) - 1;
  const lost = sum(others, ({ sent, back }) => sent - back);
  console.log(
    `${shape.name}: ${links.length} sessions for ${seconds.toFixed(0)} s (${soakS} s of sound), one of them not reading: ${sum(others, ({ sent }) => sent)} frames sent, ${lost} lost, ${sum(others, ({ droppedMs }) => droppedMs)} ms left out; delay p50 ${quantile(lane.delays, 0.5).toFixed(1)} ms, p99 ${quantile(lane.delays, 0.99).toFixed(1)} ms; ${load.toFixed(0)} % of a core; RSS ${warm.toFixed(0)} MB after warm-up, ${samples.map((value) => value.toFixed(0)).join(' ')}: ${(growth * 100).toFixed(1)} %`,
  );
  if (lost > 0) missed.push(`${shape.name}: ${lost} frames lost with ${soakSessions} sessions`);
  bar(`${shape.name}: growth of RSS`, growth, BARS.growth);
  if (others.some(({ isOpen }) => !isOpen)) missed.push(`${shape.name}: a session ended by itself`);
  for (const link of links) link.close();
}

try {
  console.log(
    `Node ${process.version}; ${rounds} rounds of ${roundMs} ms in turns; 20 ms frames, there and back; relays ${canPin ? 'on a core of their own' : 'share cores'}`,
  );
  console.log(row(['', 'ws p50 ms', 'ours', 'added', 'ws p99 ms', 'ours', 'added', 'ws CPU us', 'ours', 'ratio']));
  for (const shape of SHAPES.filter(({ name }) => values.shapes.split(',').includes(name))) {
    const lanes = await openLanes(shape);
    const [base = 0, added = 0, added99 = 0] = await firstSound(lanes);
    console.log(
      `${shape.name}: first sound ${base.toFixed(2)} ms through ws, ours adds ${added.toFixed(2)} (p99 ${added99.toFixed(2)})`,
    );
    for (const size of values.sizes.split(',').map(Number)) await compare(shape, lanes, size);
    if (soakS > 0) await soak(shape, lanes.ours);
    for (const child of children.splice(0)) child.kill('SIGTERM');
  }
} finally {
  for (const child of children) child.kill('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
}
for (const line of missed) console.log(`MISSED ${line}`);
if (missed.length === 0) console.log('All bars are met.');
process.exit(missed.length > 0 && !values.report ? 1 : 0);
