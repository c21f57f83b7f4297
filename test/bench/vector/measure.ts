// One engine in one process; prints its numbers as one line of JSON.
// usage: node measure.ts ENGINE DATA ROWS WORK PACKAGES all|write|index|search
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FILTER_NAMES, type FilterName, NEIGHBOURS, openData, QUERIES, type QueryLength } from './data.ts';
import { ENGINES } from './engines.ts';

/** A multiple of a document's chunks, about what indexing writes at once. */
const BATCH = 250;
/** For each 100,000 rows, and at least. */
const MAX_BUILD_MINUTES = 10;

export type Timing = {
  readonly p50: number;
  readonly p99: number;
  readonly cpuP50: number;
  readonly cpuP99: number;
  readonly queriesASecond: number;
};
export type Measured = {
  readonly engine: string;
  readonly rows: number;
  readonly buildSeconds: number;
  readonly buildCpuSeconds: number;
  readonly diskMb: number;
  readonly rssMb: number;
  /** The first search after the start, which reads what is kept in memory. */
  readonly firstMs: number;
  readonly vector: Partial<Record<FilterName, Timing & { readonly recall: number }>>;
  readonly hybrid: Partial<Record<FilterName, Record<QueryLength, Timing>>>;
};

const cpuMs = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

function sizeOf(path: string): number {
  const stat = statSync(path);
  return stat.isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + sizeOf(join(path, name)), 0)
    : stat.blocks * 512;
}

const peakRssMb = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024;

async function timed(run: (query: number) => void | Promise<void>): Promise<Timing> {
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let query = 0; query < QUERIES; query++) {
    const [began, spent] = [performance.now(), cpuMs()];
    await run(query);
    wall.push(performance.now() - began);
    cpu.push(cpuMs() - spent);
  }
  const total = wall.reduce((sum, ms) => sum + ms, 0);
  // By the nearest rank: as many of a hundred as the share says are no slower.
  const at = (values: number[], share: number) =>
    values.toSorted((left, right) => left - right)[Math.ceil(values.length * share) - 1] ?? 0;
  return {
    p50: at(wall, 0.5),
    p99: at(wall, 0.99),
    cpuP50: at(cpu, 0.5),
    cpuP99: at(cpu, 0.99),
    queriesASecond: (1000 * QUERIES) / total,
  };
}

const [name = '', folder = '', rowCount = '', work = '', packages = '', phase = 'all'] = process.argv.slice(2);
const data = openData(folder, Number(rowCount));
const make = ENGINES[name]?.make;
if (make === undefined) throw new Error(`no engine is called ${name}`);
const engine = await make(work, data, packages);
let [buildSeconds, buildCpuSeconds] = [0, 0];
const beganAt = performance.now();
const [writes, indexes, searches] = ['write', 'index', 'search'].map((each) => phase === each || phase === 'all');
for (let from = 0; writes && from < data.rows; from += BATCH) {
  const write = engine.batch(from, Math.min(BATCH, data.rows - from));
  await building(write);
  const minutes = (performance.now() - beganAt) / 60_000;
  if (minutes > MAX_BUILD_MINUTES * Math.max(1, data.rows / 100_000))
    throw new Error(`the build was cut at ${from} rows after ${minutes.toFixed(0)} minutes`);
}
if (indexes && engine.finish !== undefined) await building(engine.finish);

/** Making up texts and vectors is no part of writing them. */
async function building(work: () => void | Promise<void>): Promise<void> {
  const [began, spent] = [performance.now(), cpuMs()];
  await work();
  buildSeconds += (performance.now() - began) / 1000;
  buildCpuSeconds += (cpuMs() - spent) / 1000;
}

const vector: Partial<Record<FilterName, Timing & { recall: number }>> = {};
const hybrid: Partial<Record<FilterName, Record<QueryLength, Timing>>> = {};
const first = performance.now();
if (searches) await (engine.hybrid?.(0, 'none', 'short') ?? engine.search?.(0, 'none'));
const firstMs = performance.now() - first;
for (const filter of searches ? FILTER_NAMES : []) {
  const { search, hybrid: both } = engine;
  if (search !== undefined) {
    let found = 0;
    const timing = await timed(async (query) => {
      const truth = data.truth(filter, query);
      for (const row of await search(query, filter)) if (truth.has(row)) found++;
    });
    vector[filter] = { ...timing, recall: found / QUERIES / NEIGHBOURS };
  }
  if (both !== undefined) {
    const timedAt = (length: QueryLength) => timed(async (query) => both(query, filter, length));
    hybrid[filter] = { short: await timedAt('short'), long: await timedAt('long') };
  }
}
const result: Measured = {
  engine: name,
  rows: data.rows,
  buildSeconds,
  buildCpuSeconds,
  diskMb: sizeOf(work) / 1e6,
  rssMb: peakRssMb(),
  firstMs,
  vector,
  hybrid,
};
await engine.close?.();
data.close();
console.log(JSON.stringify(result));
