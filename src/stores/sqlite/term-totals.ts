import type { DatabaseSync } from 'node:sqlite';
import { numberIn } from './rows.ts';
import { varint, varints } from './varints.ts';

/** How many rows the terms' index has, and how many words in all: what BM25 takes its averages from. */
export type TermTotals = { readonly rows: number; readonly words: number };

/**
 * FTS5 keeps counting rows that were deleted from a contentless table (3.53.4: `fts5StorageContentlessDelete` leaves the
 * totals alone), so that after updates common words weigh more and more. Takes those rows off again, inside the transaction
 * that deleted them. The record (https://sqlite.org/src/file/ext/fts5/fts5_index.c, "AVERAGES") is two varints.
 */
export function subtractTerms(database: DatabaseSync, gone: TermTotals): void {
  if (gone.rows === 0) return;
  const kept = readTotals(database);
  if (kept === undefined) return;
  const rows = kept.rows - gone.rows;
  const words = kept.words - gone.words;
  // Fewer rows than there are would make FTS5 call the index corrupt: then SQLite counts as it should by itself.
  if (rows < rowsOf(database) || words < 0) return;
  writeTotals(database, { rows, words });
}

/** What would be gone if these chunks were deleted; `where` is a condition on `terms_docsize` rows. */
export function termsWhere(
  database: DatabaseSync,
  where: string,
  ...parameters: readonly (string | number)[]
): TermTotals {
  let [rows, words] = [0, 0];
  for (const { sz } of database.prepare(`SELECT sz FROM terms_docsize WHERE ${where}`).iterate(...parameters)) {
    rows++;
    words += sz instanceof Uint8Array ? (varints(sz)[0] ?? 0) : 0;
  }
  return { rows, words };
}

/** Counts anew where earlier versions left deleted rows in the totals. Returns whether they had. */
export function recountTerms(database: DatabaseSync): boolean {
  const kept = readTotals(database);
  if (kept === undefined || kept.rows === rowsOf(database)) return false;
  writeTotals(database, termsWhere(database, '1'));
  return true;
}

const rowsOf = (database: DatabaseSync): number => {
  const row = database.prepare('SELECT count(*) AS n FROM terms_docsize').get();
  return row === undefined ? 0 : numberIn(row, 'n');
};

/** `undefined` when a later SQLite keeps them otherwise. */
export function readTotals(database: DatabaseSync): TermTotals | undefined {
  // Ends what FTS5 holds in memory: it would write its own totals over ours at the commit.
  database.exec('SAVEPOINT flush_terms; RELEASE flush_terms');
  const block = database.prepare('SELECT block FROM terms_data WHERE id = 1').get()?.block;
  if (!(block instanceof Uint8Array)) return undefined;
  const [rows, words, ...others] = varints(block);
  // Any other shape is a later SQLite's, and its own business.
  return rows === undefined || words === undefined || others.length > 0 ? undefined : { rows, words };
}

function writeTotals(database: DatabaseSync, { rows, words }: TermTotals): void {
  // Shadow tables are read-only in defensive mode, which is the default of newer Node alone.
  database.enableDefensive?.(false);
  try {
    database
      .prepare('UPDATE terms_data SET block = ? WHERE id = 1')
      .run(Uint8Array.from([...varint(rows), ...varint(words)]));
  } finally {
    database.enableDefensive?.(true);
  }
}
