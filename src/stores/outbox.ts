import type { DatabaseSync } from 'node:sqlite';
import type { VectorRecord } from '../core/vector-index.ts';
import type { SqlCondition } from './sqlite/filter.ts';
import { chunkOf, numberIn, textIn } from './sqlite/rows.ts';
import { floatsOf } from './sqlite/signatures.ts';

/** What is to be done at a place: records to put, ids to delete, and the rows to strike off then. */
export type Errand = {
  readonly put: readonly VectorRecord[];
  readonly gone: readonly string[];
  readonly seqs: readonly number[];
};

/** `vectors`, or the table of those that a migration has made so far. */
export type VectorTable = 'vectors' | 'moving_vectors';

/** The oldest errands of a place, up to `limit` of them. */
export function nextErrand(
  database: DatabaseSync,
  { place, limit, table }: { readonly place: string; readonly limit: number; readonly table: VectorTable },
): Errand {
  const rows = database
    .prepare(
      `SELECT o.seq, o.id AS record, r.id IS NOT NULL AS kept, v.vector, c.id, c.ordinal, c.start, c.end, c.page, c.text,
        d.id AS document, d.source, d.metadata
      FROM (SELECT seq, id FROM outbox WHERE place = ? AND applied IS NULL ORDER BY seq LIMIT ?) AS o
      LEFT JOIN records r ON r.id = o.id LEFT JOIN chunks c ON c.key = r.chunk LEFT JOIN documents d ON d.key = c.document
      LEFT JOIN ${table} v ON v.chunk = c.key ORDER BY o.seq`,
    )
    .all(place, limit);
  const put: VectorRecord[] = [];
  const gone: string[] = [];
  for (const row of rows) {
    const id = textIn(row, 'record');
    if (row.kept === 1 && row.vector instanceof Uint8Array) {
      const { id: _, ...chunk } = chunkOf(row);
      put.push({ ...chunk, id, vector: floatsOf(row.vector) });
    } else gone.push(id);
  }
  return { put, gone, seqs: rows.map((row) => numberIn(row, 'seq')) };
}

/** Strikes off what was done. Where a write is seen only later (`at` given), puts stay until `settled`. */
export function strike(database: DatabaseSync, { seqs, gone }: Errand, at: number | undefined): void {
  const list = JSON.stringify(seqs);
  if (at !== undefined) {
    database.prepare('UPDATE outbox SET applied = ? WHERE seq IN (SELECT value FROM json_each(?))').run(at, list);
    const forget = database.prepare('DELETE FROM outbox WHERE id = ? AND applied = ?');
    for (const id of gone) forget.run(id, at);
  } else database.prepare('DELETE FROM outbox WHERE seq IN (SELECT value FROM json_each(?))').run(list);
}

/** Forgets what a place took long enough ago to show it. */
export const settle = (database: DatabaseSync, before: number): void => {
  database.prepare('DELETE FROM outbox WHERE applied < ?').run(before);
};

export const waitingCount = (database: DatabaseSync, place: string): number =>
  Number(database.prepare('SELECT count(*) AS n FROM outbox WHERE place = ?').get(place)?.n);

export const recordCount = (database: DatabaseSync, place: string): number =>
  Number(database.prepare('SELECT count(*) AS n FROM records WHERE place = ?').get(place)?.n);

const whereOf = (condition: SqlCondition | undefined): string => (condition === undefined ? '1' : condition.sql);

/** The chunks of these records that are still in the catalogue and meet the filter. */
export function chunksOfRecords(
  database: DatabaseSync,
  place: string,
  ids: readonly string[],
  condition: SqlCondition | undefined,
): readonly string[] {
  return database
    .prepare(
      `SELECT c.id FROM records r JOIN chunks c ON c.key = r.chunk JOIN documents d ON d.key = c.document
      WHERE r.id IN (SELECT value FROM json_each(?)) AND r.place = ? AND ${whereOf(condition)}`,
    )
    .all(JSON.stringify(ids), place, ...(condition?.parameters ?? []))
    .map((row) => textIn(row, 'id'));
}

/** The chunks that the place cannot show yet and that meet the filter. */
export function waitingChunks(
  database: DatabaseSync,
  place: string,
  condition: SqlCondition | undefined,
): readonly string[] {
  return database
    .prepare(
      `SELECT c.id FROM outbox o JOIN records r ON r.id = o.id JOIN chunks c ON c.key = r.chunk
      JOIN documents d ON d.key = c.document WHERE o.place = ? AND ${whereOf(condition)}`,
    )
    .all(place, ...(condition?.parameters ?? []))
    .map((row) => textIn(row, 'id'));
}

/** How many records meet the filter, counted up to `limit`. */
export function matching(
  database: DatabaseSync,
  place: string,
  condition: SqlCondition | undefined,
  limit: number,
): number {
  const row = database
    .prepare(
      `SELECT count(*) AS n FROM (SELECT 1 FROM records r JOIN chunks c ON c.key = r.chunk
        JOIN documents d ON d.key = c.document WHERE r.place = ? AND ${whereOf(condition)} LIMIT ?)`,
    )
    .get(place, ...(condition?.parameters ?? []), limit);
  return Number(row?.n);
}

/** Compares what a place holds with what it should: puts errands for the difference, and counts it. */
export function compare(
  database: DatabaseSync,
  place: string,
  held: ReadonlySet<string>,
): { readonly missing: number; readonly left: number } {
  const known = new Set(
    database
      .prepare('SELECT id FROM records WHERE place = ?')
      .all(place)
      .map((row) => textIn(row, 'id')),
  );
  const add = database.prepare('INSERT OR REPLACE INTO outbox (id, place) VALUES (?, ?)');
  const missing = [...known.difference(held)];
  const left = [...held.difference(known)];
  for (const id of [...missing, ...left]) add.run(id, place);
  return { missing: missing.length, left: left.length };
}
