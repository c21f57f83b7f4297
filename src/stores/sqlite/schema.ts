import type { DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../../core/errors.ts';
import { recountTerms } from './term-totals.ts';

/** Stands in `PRAGMA user_version`. Raise it with a step in `migrate`. */
const SCHEMA_VERSION = 3;

/**
 * The terms arrive segmented and folded, so the FTS tokenizer must keep them whole: marks are letters here (Thai and
 * Devanagari vowels, Arabic signs), and diacritics are left alone. The trigger makes a ghost term row impossible.
 */
const TABLES = `
  CREATE TABLE manifest (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE documents (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, text TEXT NOT NULL, mime_type TEXT NOT NULL,
    pages TEXT NOT NULL, metadata TEXT NOT NULL, content_hash TEXT NOT NULL, settings_hash TEXT NOT NULL
  );
  CREATE TABLE chunks (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL, start INTEGER NOT NULL, end INTEGER NOT NULL, page INTEGER, text TEXT NOT NULL, context TEXT
  );
  CREATE INDEX chunks_of_document ON chunks (document);
  CREATE TABLE vectors (
    chunk INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE, vector BLOB NOT NULL, signature BLOB NOT NULL
  );
  CREATE VIRTUAL TABLE terms USING fts5 (
    words, content = '', contentless_delete = 1, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M* Co'"
  );
  CREATE TRIGGER forget_terms AFTER DELETE ON chunks BEGIN DELETE FROM terms WHERE rowid = old.key; END;
`;

/** Filters read metadata from here: in its table it stands behind the whole text of its document. */
const METADATA_INDEX = 'CREATE INDEX documents_metadata ON documents (metadata);';

/** Of a new file. On half as much, a vector of 384 numbers leaves a quarter of a page empty. */
const PAGE_BYTES = 8_192;
/** Of pages: enough for the inner nodes of a large collection; the system caches the rest. */
const CACHE_KIB = 8_192;

const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA user_version').get()?.user_version);

/** Settings of one connection. Readers never wait for the writer (WAL); a kill loses nothing that was committed. */
export function configure(database: DatabaseSync, busyMs: number): void {
  database.exec(
    `PRAGMA busy_timeout = ${busyMs}; PRAGMA page_size = ${PAGE_BYTES}; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
    PRAGMA cache_size = -${CACHE_KIB};`,
  );
}

/** Creates the tables where they are missing; refuses a file that a newer version wrote. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = versionOf(database);
    if (version > SCHEMA_VERSION) {
      throw new ProviderError('conflict', {
        message: `The collection was written by a newer version (schema ${version}).`,
        hint: 'Update this server, or index into a collection of another name.',
      });
    }
    if (version === 0) database.exec(TABLES);
    // Another process may have taken the steps while this one waited for its turn.
    if (version < 2) database.exec(METADATA_INDEX);
    if (version > 0 && version < 3) database.exec('ALTER TABLE chunks ADD COLUMN context TEXT');
    if (version < SCHEMA_VERSION) database.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * Compares what should agree: chunks with their terms, vectors with their chunks. What is left over is deleted; a document
 * that lost something is marked, so that the next `rag_index` writes it again. Returns what was found, for the caller.
 */
export function reconcile(database: DatabaseSync): readonly string[] {
  const orphans =
    Number(database.prepare('DELETE FROM vectors WHERE chunk NOT IN (SELECT key FROM chunks)').run().changes) +
    Number(
      database
        .prepare('DELETE FROM terms WHERE rowid IN (SELECT id FROM terms_docsize EXCEPT SELECT key FROM chunks)')
        .run().changes,
    );
  const damaged = Number(
    database
      .prepare(
        `UPDATE documents SET content_hash = '' WHERE content_hash <> '' AND key IN (
          SELECT document FROM chunks WHERE key NOT IN (SELECT id FROM terms_docsize))`,
      )
      .run().changes,
  );
  recountTerms(database);
  return [
    ...(orphans > 0 ? [`${orphans} index rows without a chunk were removed.`] : []),
    ...(damaged > 0 ? [`${damaged} documents had lost index rows: run rag_index on their sources again.`] : []),
  ];
}
