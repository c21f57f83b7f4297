import { existsSync, renameSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../core/errors.ts';
import { hasTables } from './place.ts';
import type { SqliteCollection } from './sqlite/collection.ts';
import { configure } from './sqlite/schema.ts';

/** Pages copied before other calls get their turn. */
const PAGES = 500;

/** Copies a catalogue to a new file, which is there whole or not at all. It knows of no vector store. */
export async function copyCatalogue(
  catalogue: SqliteCollection,
  to: { readonly file: string; readonly id: string },
  signal: AbortSignal,
): Promise<void> {
  const draft = `${to.file}.${to.id}.copying`;
  const source = new DatabaseSync(catalogue.connection.file, { readOnly: true });
  try {
    await backup(source, draft, {
      rate: PAGES,
      progress: () => {
        if (signal.aborted) throw new ProviderError('cancelled');
      },
    });
    const copy = new DatabaseSync(draft);
    try {
      configure(copy, 1000);
      if (hasTables(copy)) copy.exec('DELETE FROM records; DELETE FROM outbox; DELETE FROM retired;');
      copy.exec(`DROP TABLE IF EXISTS moving_vectors; DELETE FROM manifest WHERE key IN ('place', 'move');
        INSERT OR REPLACE INTO manifest (key, value) VALUES ('copy', '{}');
        PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;`);
    } finally {
      copy.close();
    }
    if (existsSync(to.file)) throw alreadyThere();
    renameSync(draft, to.file);
  } finally {
    source.close();
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(draft + suffix, { force: true });
  }
}

/** True when the collection is a copy that a migration has not finished. */
export const isUnfinishedCopy = (catalogue: SqliteCollection): Promise<boolean> =>
  catalogue.connection.read(
    (database) => database.prepare(`SELECT 1 FROM manifest WHERE key = 'copy'`).get() !== undefined,
  );

export const alreadyThere = (): ProviderError =>
  new ProviderError('conflict', {
    message: 'A collection of that name exists.',
    hint: 'Choose another name, or delete it with rag_delete first.',
  });
