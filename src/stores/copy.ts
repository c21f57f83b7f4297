import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import { newDraft, sweepDrafts } from './copy-draft.ts';
import { stateOf, writeCopy } from './copy-mark.ts';
import { carryMove } from './moving.ts';
import { hasTables } from './place.ts';
import type { SqliteCollection } from './sqlite/collection.ts';
import { configure } from './sqlite/schema.ts';

/** Pages copied before other calls get their turn. */
const PAGES = 500;

export type CopyParts = {
  readonly file: string;
  /** The name of the collection that is copied. */
  readonly of: string;
  /** An earlier copy that is out of date, and gives way once what was embedded for it is in the new one. */
  readonly previous?: { readonly indexName: string; readonly drop: () => Promise<void> };
};

/** Copies a catalogue to a new file, which is there whole or not at all. It knows of no vector store. */
export async function copyCatalogue(
  catalogue: SqliteCollection,
  { file, of, previous }: CopyParts,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  sweepDrafts(dirname(file), clock.now());
  const draft = newDraft(file, clock.id());
  const source = new DatabaseSync(catalogue.connection.file, { readOnly: true });
  try {
    await backup(source, draft.path, {
      rate: PAGES,
      progress: () => {
        if (signal.aborted) throw new ProviderError('cancelled');
      },
    });
    const copy = new DatabaseSync(draft.path);
    try {
      configure(copy, 1000);
      if (hasTables(copy)) copy.exec('DELETE FROM records; DELETE FROM outbox; DELETE FROM retired;');
      copy.exec(`DROP TABLE IF EXISTS moving_vectors; DELETE FROM manifest WHERE key IN ('place', 'move', 'copy')`);
      writeCopy(copy, { of, state: stateOf(copy), isDone: false });
      if (previous !== undefined) carryMove(copy, file, previous.indexName);
      copy.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;');
    } finally {
      copy.close();
    }
    await previous?.drop();
    if (!draft.place(file)) throw alreadyThere();
  } finally {
    source.close();
    draft.discard();
  }
}

export const alreadyThere = (copied?: string): ProviderError =>
  new ProviderError('conflict', {
    message:
      copied === undefined
        ? 'A collection of that name exists.'
        : `A collection of that name exists: a finished copy of "${copied}" as that was.`,
    hint: 'Choose another name, or delete it with rag_delete first.',
  });

export const unfinishedCopy = (name: string): ProviderError =>
  new ProviderError('conflict', {
    message: `"${name}" is a copy that is not finished.`,
    hint: 'Call rag_migrate again as before: it goes on where it was. Or delete it with rag_delete.',
  });
