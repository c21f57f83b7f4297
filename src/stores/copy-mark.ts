import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { graphState } from './sqlite/graph-schema.ts';
import { textIn } from './sqlite/rows.ts';

/** What a copied catalogue remembers: of which collection it is, as that was then, and whether a move has finished it. */
export type CopyMark = { readonly of: string; readonly state: string; readonly isDone?: boolean };

export function readCopy(database: DatabaseSync): CopyMark | undefined {
  const row = database.prepare(`SELECT value FROM manifest WHERE key = 'copy'`).get();
  // Written below. Earlier versions did not say of what it was a copy, and did not always take it away.
  const mark = row === undefined ? {} : (JSON.parse(textIn(row, 'value')) as Partial<CopyMark>);
  return mark.of === undefined || mark.state === undefined ? undefined : { ...mark, of: mark.of, state: mark.state };
}

export const isUnfinishedCopy = (database: DatabaseSync): boolean => readCopy(database)?.isDone === false;

export function writeCopy(database: DatabaseSync, mark: CopyMark): void {
  database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('copy', ?)`).run(JSON.stringify(mark));
}

/** From here on the copy is a collection like any other. */
export function finishCopy(database: DatabaseSync): void {
  const mark = readCopy(database);
  if (mark !== undefined) writeCopy(database, { ...mark, isDone: true });
}

/** Another text as soon as a document, the embedder or the graph is another. */
export function stateOf(database: DatabaseSync): string {
  const hash = createHash('sha256');
  const manifest = database.prepare(`SELECT value FROM manifest WHERE key = 'manifest'`).get();
  hash.update(JSON.stringify([manifest?.value, graphState(database)]));
  const documents = database.prepare('SELECT key, id, content_hash, settings_hash FROM documents ORDER BY key');
  for (const row of documents.iterate()) hash.update(JSON.stringify(Object.values(row)));
  return hash.digest('hex');
}
