import type { DatabaseSync } from 'node:sqlite';
import { numbersIn, numbersSql } from './columns.ts';

/**
 * The rows of the terms' index: ascending keys, how many words each has, and when FTS5 wrote it. (A key may come back after
 * its row was deleted; by the origin it is told from what older segments still say of the one before.)
 */
export type Lengths = {
  readonly keys: Float64Array;
  readonly words: Uint32Array;
  readonly origins: Float64Array;
};

export function lengthsOf(database: DatabaseSync): Lengths {
  const row = database
    .prepare(
      `SELECT ${numbersSql('id')} AS keys, ${numbersSql('hex(sz)')} AS sizes, ${numbersSql('origin')} AS origins
      FROM (SELECT id, sz, origin FROM terms_docsize ORDER BY id)`,
    )
    .get();
  return {
    keys: numbersIn(row?.keys),
    words: Uint32Array.from(numbersIn(row?.sizes, 16), fromVarint),
    origins: numbersIn(row?.origins),
  };
}

/** Four bytes of a variable-length integer hold lengths of up to 2^28 words. */
const fromVarint = (bytes: number): number =>
  (bytes & 127) | ((bytes >>> 1) & 0x3f80) | ((bytes >>> 2) & 0x1fc000) | ((bytes >>> 3) & 0xfe00000);
