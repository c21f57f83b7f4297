import type { DatabaseSync } from 'node:sqlite';
import type { Row } from './rows.ts';

/**
 * The rows of the terms' index: ascending keys, how many words each has, and when FTS5 wrote it. (A key may come back after
 * its row was deleted; by the origin it is told from what older segments still say of the one before.)
 */
export type Lengths = {
  readonly keys: Float64Array;
  readonly words: Uint32Array;
  readonly origins: Float64Array;
};

const SPACE = 32;

/** Read as three strings: rows made into objects would take five times as long. */
export function lengthsOf(database: DatabaseSync): Lengths {
  const columns = `CAST(group_concat(id, ' ') AS BLOB) AS keys, CAST(group_concat(hex(sz), ' ') AS BLOB) AS sizes,
    CAST(group_concat(origin, ' ') AS BLOB) AS origins`;
  const row =
    database
      .prepare(`SELECT count(*) AS n, ${columns} FROM (SELECT id, sz, origin FROM terms_docsize ORDER BY id)`)
      .get() ?? {};
  const count = Number(row.n ?? 0);
  const keys = numbersIn(row, 'keys', new Float64Array(count), 10);
  const origins = numbersIn(row, 'origins', new Float64Array(count), 10);
  return { keys, origins, words: numbersIn(row, 'sizes', new Uint32Array(count), 16).map(fromVarint) };
}

/** The numbers of a text, with a space between two. */
function numbersIn<T extends Float64Array | Uint32Array>(row: Row, column: string, into: T, base: number): T {
  const text = row[column];
  if (!(text instanceof Uint8Array)) return into;
  let count = 0;
  let value = 0;
  for (const character of text) {
    if (character === SPACE) {
      into[count++] = value;
      value = 0;
    } else value = value * base + (character < 58 ? character - 48 : character - 55);
  }
  into[count] = value;
  return into;
}

/** Four bytes of a variable-length integer hold lengths of up to 2^28 words. */
const fromVarint = (bytes: number): number =>
  (bytes & 127) | ((bytes >>> 1) & 0x3f80) | ((bytes >>> 2) & 0x1fc000) | ((bytes >>> 3) & 0xfe00000);

/**
 * Where the key stands, or one that is near it. `from` is where a smaller key stands or would stand: at once where no key is
 * missing in between, else by halving.
 */
export function placeOf(keys: Float64Array, key: number, from: number): number {
  // Keys ascend by at least one: none can stand further away than its distance.
  let high = Math.min(keys.length - 1, from + key - (keys[from] ?? 0));
  if (keys[high] === key) return high;
  let low = from;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? 0) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
