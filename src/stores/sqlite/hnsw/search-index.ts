import type { DatabaseSync } from 'node:sqlite';
import { numberIn } from '../rows.ts';
import type { UsearchIndex } from './usearch.ts';

/** Scored exactly for each wanted hit, and at least: the order of the index is nearly that of the exact scores. */
const CANDIDATES = { each: 4, least: 64 };
/** Asked for beyond what a filter is expected to let through. */
const SPARE = 1.5;
/** Asking the index for one more costs as much as comparing so many signatures. */
const SIGNATURES_A_CANDIDATE = 40;
/** Asking for more takes longer than comparing the signatures of a collection that is just large enough to have an index. */
const MOST_ASKED = 5_000;
/** Of what was found, so much is deleted: then it is worth counting. */
const MANY_DEAD = 0.3;

export type IndexQuery = {
  readonly vector: Float32Array;
  readonly limit: number;
  /** The chunks that the filter lets through, ascending. */
  readonly allowed: readonly number[] | undefined;
};

export type IndexFound = {
  /** Keys of chunks that are there and allowed, nearest first; `undefined` when too few are, or finding them would take too long. */
  readonly found: readonly number[] | undefined;
  readonly manyAreDead: boolean;
};

/** Asks the index for more than is wanted, and leaves out what has been deleted or is not allowed. */
export function searchIndex(
  database: DatabaseSync,
  { mapped, count }: { readonly mapped: UsearchIndex; readonly count: number },
  { vector, limit, allowed }: IndexQuery,
): IndexFound {
  const wanted = Math.max(limit * CANDIDATES.each, CANDIDATES.least);
  const first = allowed === undefined ? wanted : Math.ceil((wanted * SPARE * count) / Math.max(allowed.length, 1));
  const most = allowed === undefined ? MOST_ASKED : Math.min(MOST_ASKED, allowed.length / SIGNATURES_A_CANDIDATE);
  let manyAreDead = false;
  for (let asked = first; asked <= most; asked *= 4) {
    const keys = Array.from(mapped.search(vector, Math.min(asked, count), 1).keys, Number);
    const kept = allowed === undefined ? living(database, keys) : keys.filter((key) => contains(allowed, key));
    manyAreDead ||= allowed === undefined && kept.length < keys.length * (1 - MANY_DEAD);
    if (kept.length >= wanted / 2) return { found: kept.slice(0, wanted), manyAreDead };
  }
  return { found: undefined, manyAreDead };
}

function living(database: DatabaseSync, keys: readonly number[]): readonly number[] {
  const rows = database
    .prepare('SELECT chunk FROM vectors WHERE chunk IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(keys));
  const alive = new Set(rows.map((row) => numberIn(row, 'chunk')));
  return keys.filter((key) => alive.has(key));
}

/** Whether an ascending list has the key. */
function contains(sorted: readonly number[], key: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === key;
}
