import type { DatabaseSync } from 'node:sqlite';
import { numberIn } from './rows.ts';

/**
 * The highest key that any chunk has ever had. SQLite gives the key of a deleted last row away again; here a key means one
 * chunk for ever, and a higher key a later one, because what is kept beside the file knows chunks by their keys.
 */
export function lastKey(database: DatabaseSync): number {
  const row = database
    .prepare(
      `SELECT max(coalesce((SELECT max(key) FROM chunks), 0),
        coalesce((SELECT CAST(value AS INTEGER) FROM manifest WHERE key = 'last chunk'), 0)) AS last`,
    )
    .get();
  return row === undefined ? 0 : numberIn(row, 'last');
}

/** Called when chunks are deleted, with the `lastKey` of before. */
export function rememberLastKey(database: DatabaseSync, key: number): void {
  database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('last chunk', ?)`).run(String(key));
}
