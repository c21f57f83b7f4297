import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { IndexPlace } from '../core/vector-index.ts';
import { numberIn, textIn } from './sqlite/rows.ts';

/** The vector store of a collection and the name of its index there. */
export type Place = { readonly store: string; readonly name: string };

export const SQLITE = 'sqlite';

/**
 * Beside the catalogue, in collections whose vectors are indexed elsewhere. Each vector has a record, of an id that is never
 * used again, for each place it is kept at. What changes a record stands in the outbox in the same transaction, until the place
 * has taken it: put when the record is there, deleted when it has gone. `applied` is when it was taken, for places that
 * show a write only later.
 */
const TABLES = `
  CREATE TABLE IF NOT EXISTS records (
    id TEXT PRIMARY KEY, chunk INTEGER NOT NULL REFERENCES chunks (key) ON DELETE CASCADE, place TEXT NOT NULL,
    UNIQUE (place, chunk)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_of_chunk ON records (chunk);
  CREATE TABLE IF NOT EXISTS outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, place TEXT NOT NULL, applied INTEGER
  );
  CREATE TABLE IF NOT EXISTS retired (name TEXT PRIMARY KEY, store TEXT NOT NULL, dimensions INTEGER NOT NULL);
  CREATE TRIGGER IF NOT EXISTS outbox_put AFTER INSERT ON records BEGIN
    INSERT OR REPLACE INTO outbox (id, place) VALUES (new.id, new.place);
  END;
  CREATE TRIGGER IF NOT EXISTS outbox_delete AFTER DELETE ON records BEGIN
    INSERT OR REPLACE INTO outbox (id, place) VALUES (old.id, old.place);
  END;
  CREATE TRIGGER IF NOT EXISTS record_vector AFTER INSERT ON vectors BEGIN
    INSERT INTO records (id, chunk, place)
    SELECT RECORD_ID, new.chunk, json_extract(value, '$.name') FROM manifest WHERE key = 'place';
  END;
`;

/** A random UUID, made by SQLite. */
export const RECORD_ID = `lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2)
  || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

export const makeTables = (database: DatabaseSync): void => database.exec(TABLES.replace('RECORD_ID', RECORD_ID));

export const hasTables = (database: DatabaseSync): boolean =>
  database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'outbox'`).get() !== undefined;

/** Where the collection's vectors are indexed; `undefined` for SQLite itself. */
export function readPlace(database: DatabaseSync): Place | undefined {
  const row = database
    .prepare(
      `SELECT json_extract(value, '$.store') AS store, json_extract(value, '$.name') AS name
      FROM manifest WHERE key = 'place'`,
    )
    .get();
  return row === undefined ? undefined : { store: textIn(row, 'store'), name: textIn(row, 'name') };
}

export function writePlace(database: DatabaseSync, place: Place | undefined): void {
  if (place === undefined) database.exec(`DELETE FROM manifest WHERE key = 'place'`);
  else {
    database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('place', ?)`).run(JSON.stringify(place));
  }
}

const fromManifest = (database: DatabaseSync, field: 'dimensions' | 'embedModel') => {
  const row = database.prepare(`SELECT json_extract(value, ?) AS field FROM manifest WHERE key = 'manifest'`);
  return row.get(`$.${field}`)?.field ?? undefined;
};

/** How many numbers the collection's vectors have; `undefined` as long as it has none. */
export function dimensionsOf(database: DatabaseSync): number | undefined {
  const dimensions = fromManifest(database, 'dimensions');
  return typeof dimensions === 'number' ? dimensions : undefined;
}

export function embedModelOf(database: DatabaseSync): string | undefined {
  const model = fromManifest(database, 'embedModel');
  return typeof model === 'string' ? model : undefined;
}

/**
 * A name that is legal in every store. It begins with the tenant, who cannot be read from it; the rest is chance, so that two data
 * folders never share an index, and a collection that was deleted and made again does not meet its old one.
 */
export function newPlace(store: string, tenant: string): Place {
  const owner = createHash('sha256').update(tenant).digest('hex').slice(0, 10);
  return { store, name: `llmkit_${owner}_${randomBytes(8).toString('hex')}` };
}

/** An index that no collection uses any more, and that is to be deleted as soon as its store can be reached. */
export type Retired = IndexPlace & { readonly store: string };

export const readRetired = (database: DatabaseSync): readonly Retired[] =>
  database
    .prepare('SELECT name, store, dimensions FROM retired')
    .all()
    .map((row) => ({
      name: textIn(row, 'name'),
      store: textIn(row, 'store'),
      dimensions: numberIn(row, 'dimensions'),
    }));
