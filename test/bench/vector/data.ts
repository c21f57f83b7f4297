import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

export const DIMENSIONS = 384;
export const QUERIES = 200;
export const NEIGHBOURS = 10;
export const CHUNKS_A_DOCUMENT = 10;
const CLUSTERS = 400;
const SUBSPACE = 48;
const VOCABULARY = 30_000;
const WORDS_A_CHUNK = 150;
/** The commonest words stand for those that no query keeps. */
const STOP_WORDS = 50;
/** A handful of words, and a question put at length. */
export const QUERY_WORDS = { short: 6, long: 14 } as const;
export type QueryLength = keyof typeof QUERY_WORDS;
/** Rows that are held at once while the data are made. */
const BLOCK = 10_000;

/** The filters, by how many of a hundred documents they keep. */
export const FILTERS = { none: undefined, tenth: { topic: 3 }, hundredth: { owner: 7 } } as const;
export type FilterName = keyof typeof FILTERS;
export const FILTER_NAMES = ['none', 'tenth', 'hundredth'] as const satisfies readonly FilterName[];

/** Every row belongs to a document; what is filtered by is the document's. */
export const metadataOf = (row: number): { readonly topic: number; readonly owner: number } => {
  const document = Math.floor(row / CHUNKS_A_DOCUMENT);
  return { topic: document % 10, owner: Math.floor(document / 10) % 100 };
};

export function isKept(filter: FilterName, row: number): boolean {
  if (filter === 'none') return true;
  const { topic, owner } = metadataOf(row);
  return filter === 'tenth' ? topic === FILTERS.tenth.topic : owner === FILTERS.hundredth.owner;
}

/** Xorshift: the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = (seed * 0x9e3779b1 + 0x7f4a7c15) | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warm = 0; warm < 8; warm++) next();
  return next;
}

/**
 * Zipf's law by inversion: how often the word of a rank occurs falls with the rank, as in English ("the" is one word in
 * fifteen). Without topics: where words keep to some texts, as real ones do, fewer chunks have each, and search is faster.
 */
const wordFrom = (random: () => number): number => Math.floor(VOCABULARY ** random());

const spelled = (rank: number): string => `w${rank.toString(36)}z`;

/** The ranks of a chunk's words. */
function ranksOf(row: number): readonly number[] {
  const random = randomFrom(row + 1);
  return Array.from({ length: WORDS_A_CHUNK }, () => wordFrom(random));
}

export const termsOf = (row: number): readonly string[] => ranksOf(row).map(spelled);

/** A query in words of one chunk, without the commonest. */
export function queryText(query: number, rows: number, length: QueryLength = 'short'): string {
  const random = randomFrom(1_000_003 + query);
  const words = ranksOf(Math.floor(random() * rows)).filter((rank) => rank > STOP_WORDS);
  return Array.from({ length: QUERY_WORDS[length] }, () =>
    spelled(words[Math.floor(random() * words.length)] ?? 1),
  ).join(' ');
}

function sampler() {
  const random = randomFrom(42);
  const gauss = () => Math.sqrt(-2 * Math.log(random() || 1e-9)) * Math.cos(2 * Math.PI * random());
  const unit = (vector: Float32Array): Float32Array => {
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  };
  const directions = (count: number) =>
    Array.from({ length: count }, () => unit(Float32Array.from({ length: DIMENSIONS }, gauss)));
  const centres = directions(CLUSTERS);
  const basis = directions(SUBSPACE);
  return () => {
    // Clusters of unequal size that overlap in a common subspace, as those of texts do.
    const centre = centres[Math.floor(random() * random() * CLUSTERS)];
    const vector = Float32Array.from(
      { length: DIMENSIONS },
      (_, at) => (centre?.[at] ?? 0) + (0.25 * gauss()) / Math.sqrt(DIMENSIONS),
    );
    for (const direction of basis) {
      const weight = (0.7 * gauss()) / Math.sqrt(SUBSPACE);
      for (let at = 0; at < DIMENSIONS; at++) vector[at] = (vector[at] ?? 0) + weight * (direction[at] ?? 0);
    }
    return unit(vector);
  };
}

const bytesOf = (array: Float32Array | Int32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Writes vectors, queries and the exact neighbours of each, unless they are in the folder. Holds a block of them at a time. */
export function prepare(folder: string, rows: number): void {
  if (existsSync(join(folder, 'truth.i32'))) return;
  mkdirSync(folder, { recursive: true });
  const sample = sampler();
  const base = openSync(join(folder, 'base.f32'), 'w+');
  for (let from = 0; from < rows; from += BLOCK) {
    const block = new Float32Array(Math.min(BLOCK, rows - from) * DIMENSIONS);
    for (let at = 0; at < block.length; at += DIMENSIONS) block.set(sample(), at);
    writeSync(base, bytesOf(block));
  }
  const queries = new Float32Array(QUERIES * DIMENSIONS);
  for (let query = 0; query < QUERIES; query++) queries.set(sample(), query * DIMENSIONS);
  writeFileSync(join(folder, 'query.f32'), bytesOf(queries));
  // Last and at once: its presence says that all is there.
  writeFileSync(join(folder, 'truth.part'), bytesOf(neighboursOf(base, queries, rows)));
  closeSync(base);
  renameSync(join(folder, 'truth.part'), join(folder, 'truth.i32'));
}

/** The nearest rows of each query under each filter. */
function neighboursOf(base: number, queries: Float32Array, rows: number): Int32Array {
  const tops = Array.from({ length: FILTER_NAMES.length * QUERIES }, (): readonly Scored[] => []);
  for (let from = 0; from < rows; from += BLOCK) {
    const block = new Float32Array(Math.min(BLOCK, rows - from) * DIMENSIONS);
    readSync(base, bytesOf(block), 0, block.byteLength, from * DIMENSIONS * 4);
    const scores = new Float32Array(block.length / DIMENSIONS);
    for (let query = 0; query < QUERIES; query++) {
      for (let row = 0; row < scores.length; row++)
        scores[row] = dotAt(block, row * DIMENSIONS, queries, query * DIMENSIONS);
      for (const [at, filter] of FILTER_NAMES.entries()) {
        const place = at * QUERIES + query;
        tops[place] = better(tops[place] ?? [], scores, from, filter);
      }
    }
  }
  return Int32Array.from(tops.flatMap((top) => top.map(({ row }) => row)));
}

export function dotAt(left: Float32Array, leftAt: number, right: Float32Array, rightAt: number): number {
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let at = 0; at < DIMENSIONS; at += 4) {
    first += (left[leftAt + at] ?? 0) * (right[rightAt + at] ?? 0);
    second += (left[leftAt + at + 1] ?? 0) * (right[rightAt + at + 1] ?? 0);
    third += (left[leftAt + at + 2] ?? 0) * (right[rightAt + at + 2] ?? 0);
    fourth += (left[leftAt + at + 3] ?? 0) * (right[rightAt + at + 3] ?? 0);
  }
  return first + second + third + fourth;
}

type Scored = { readonly row: number; readonly score: number };

/** The highest of `top` and of these scores, of rows from `from` on, that the filter keeps; best first. */
function better(top: readonly Scored[], scores: Float32Array, from: number, filter: FilterName): readonly Scored[] {
  const all = [...top];
  let least = all.length < NEIGHBOURS ? Number.NEGATIVE_INFINITY : (all.at(-1)?.score ?? 0);
  for (let at = 0; at < scores.length; at++) {
    const score = scores[at] ?? 0;
    if ((all.length === NEIGHBOURS && score <= least) || !isKept(filter, from + at)) continue;
    all.push({ row: from + at, score });
    all.sort((left, right) => right.score - left.score);
    all.length = Math.min(all.length, NEIGHBOURS);
    least = all.at(-1)?.score ?? 0;
  }
  return all;
}

/** The rows of the highest scores among those that the filter keeps, best first. */
export const best = (scores: Float32Array, filter: FilterName): readonly number[] =>
  better([], scores, 0, filter).map(({ row }) => row);

export type Data = {
  readonly rows: number;
  /** `count` vectors from that row on, read from the disk: a process under measurement must not hold them all. */
  readonly vectors: (from: number, count: number) => Float32Array;
  readonly query: (index: number) => Float32Array;
  readonly truth: (filter: FilterName, query: number) => ReadonlySet<number>;
  readonly close: () => void;
};

export function openData(folder: string, rows: number): Data {
  const base = openSync(join(folder, 'base.f32'), 'r');
  // Copied: a small file's buffer may be a part of a larger one.
  const bytes = (name: string) => new Uint8Array(readFileSync(join(folder, name))).buffer;
  const queries = new Float32Array(bytes('query.f32'));
  const truth = new Int32Array(bytes('truth.i32'));
  return {
    rows,
    vectors: (from, count) => {
      const read = new Float32Array(Math.min(count, rows - from) * DIMENSIONS);
      readSync(base, bytesOf(read), 0, read.byteLength, from * DIMENSIONS * 4);
      return read;
    },
    query: (index) => queries.slice(index * DIMENSIONS, (index + 1) * DIMENSIONS),
    truth: (filter, query) => {
      const from = (FILTER_NAMES.indexOf(filter) * QUERIES + query) * NEIGHBOURS;
      return new Set(truth.subarray(from, from + NEIGHBOURS));
    },
    close: () => closeSync(base),
  };
}
