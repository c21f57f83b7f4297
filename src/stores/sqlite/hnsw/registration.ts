import type { DatabaseSync } from 'node:sqlite';
import { textIn } from '../rows.ts';

/** An index file beside the collection. Only one that the collection names is ever read. */
export type BuiltIndex = {
  readonly file: string;
  readonly bytes: number;
  readonly crc32: number;
  /** The library and its version: another one may not read its files. */
  readonly engine: string;
  readonly dimensions: number;
  readonly count: number;
  /** It holds the vectors of the chunks up to this key. Those beyond it came later. */
  readonly last: number;
};

/** `vectors` is chance: it stands for these vectors, and changes when others take their place under the same keys. */
export type Registration = { readonly vectors: string; readonly index?: BuiltIndex };

export function readRegistration(database: DatabaseSync): Registration | undefined {
  const row = database.prepare(`SELECT value FROM manifest WHERE key = 'hnsw'`).get();
  // Written below, from a Registration.
  return row === undefined ? undefined : (JSON.parse(textIn(row, 'value')) as Registration);
}

function write(database: DatabaseSync, registration: Registration): void {
  database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('hnsw', ?)`).run(JSON.stringify(registration));
}

/** The registration, made now if there is none. The caller holds the transaction. */
export function registrationFor(database: DatabaseSync, id: string): Registration {
  const known = readRegistration(database);
  if (known !== undefined) return known;
  const fresh = { vectors: id };
  write(database, fresh);
  return fresh;
}

/** Names a finished index, unless the vectors that it was built from have been exchanged meanwhile: then false. */
export function register(database: DatabaseSync, vectors: string, index: BuiltIndex): boolean {
  if (readRegistration(database)?.vectors !== vectors) return false;
  write(database, { vectors, index });
  return true;
}

/** To be called in the transaction that puts other vectors in the place of these. */
export const unregister = (database: DatabaseSync): void => database.exec(`DELETE FROM manifest WHERE key = 'hnsw'`);
