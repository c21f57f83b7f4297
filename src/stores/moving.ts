import type { DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../core/errors.ts';
import type { MovingChunk, StoreManifest } from '../core/store.ts';
import { finishCopy } from './copy-mark.ts';
import type { VectorTable } from './outbox.ts';
import { dimensionsOf, makeTables, type Place, RECORD_ID, readPlace, SQLITE, writePlace } from './place.ts';
import { unregister } from './sqlite/hnsw/registration.ts';
import { movingChunkOf, textIn } from './sqlite/rows.ts';
import { bytesOf, signatureOf } from './sqlite/signatures.ts';

/** A move as the catalogue remembers it. `name` is the new index; `model` is there when the embedder changes. */
export type MoveState = {
  readonly store: string;
  readonly name: string;
  readonly model?: string;
  readonly dimensions?: number;
};

/** A chunk with no vector (NULL) has been seen by the embedder, and was not understood. */
const TABLE = `CREATE TABLE IF NOT EXISTS moving_vectors (
  chunk INTEGER PRIMARY KEY REFERENCES chunks (key) ON DELETE CASCADE, vector BLOB, signature BLOB)`;

export function readMove(database: DatabaseSync): MoveState | undefined {
  const row = database.prepare(`SELECT value FROM manifest WHERE key = 'move'`).get();
  // Written below, from a MoveState.
  return row === undefined ? undefined : (JSON.parse(textIn(row, 'value')) as MoveState);
}

function writeMove(database: DatabaseSync, state: MoveState | undefined): void {
  if (state === undefined) database.exec(`DELETE FROM manifest WHERE key = 'move'`);
  else {
    database.prepare(`INSERT OR REPLACE INTO manifest (key, value) VALUES ('move', ?)`).run(JSON.stringify(state));
  }
}

/** Begins the move, or goes on with the one to the same target; what another one had made is given up. */
export function beginMove(database: DatabaseSync, wanted: Pick<MoveState, 'store' | 'model'>, fresh: Place): MoveState {
  makeTables(database);
  database.exec(TABLE);
  const known = readMove(database);
  if (known?.store === wanted.store && known.model === wanted.model) return known;
  giveUpMove(database);
  const state: MoveState = { store: wanted.store, model: wanted.model, name: fresh.name };
  writeMove(database, state);
  return state;
}

/** Forgets a move that has begun, with all that it had made. */
export function giveUpMove(database: DatabaseSync): void {
  const known = readMove(database);
  if (known === undefined) return;
  database.exec('DELETE FROM moving_vectors');
  retire(database, known, dimensionsFor(database, known));
  writeMove(database, undefined);
}

/** How many numbers the vectors on the new side have; `undefined` as long as there is none. */
export const dimensionsFor = (database: DatabaseSync, { model, dimensions }: MoveState): number | undefined =>
  model === undefined ? dimensionsOf(database) : dimensions;

/** Gives up an index: its records and errands go, and it is deleted when its store can be reached. */
function retire(database: DatabaseSync, { store, name }: Place, dimensions: number | undefined): void {
  database.prepare('DELETE FROM records WHERE place = ?').run(name);
  database.prepare('DELETE FROM outbox WHERE place = ?').run(name);
  if (store === SQLITE || dimensions === undefined) return;
  database
    .prepare('INSERT OR REPLACE INTO retired (name, store, dimensions) VALUES (?, ?, ?)')
    .run(name, store, dimensions);
}

/**
 * Takes over, from the outdated copy in that file, what was embedded of chunks that are still the same, and what is to be deleted
 * of it elsewhere. `name` is the index that is filled instead of its own.
 */
export function carryMove(database: DatabaseSync, file: string, name: string): void {
  makeTables(database);
  database.exec(TABLE);
  database.prepare('ATTACH ? AS previous').run(file);
  try {
    // It may have been stopped before it had begun to move.
    const hasBegun = database.prepare(`SELECT 1 FROM previous.sqlite_schema WHERE name = 'retired'`).get();
    if (hasBegun !== undefined) database.exec('INSERT INTO retired SELECT * FROM previous.retired');
    const row = database.prepare(`SELECT value FROM previous.manifest WHERE key = 'move'`).get();
    if (row === undefined) return;
    // Written by `writeMove`, from a MoveState.
    const known = JSON.parse(textIn(row, 'value')) as MoveState;
    database.exec(`INSERT INTO moving_vectors SELECT c.key, v.vector, v.signature
      FROM chunks c JOIN documents d ON d.key = c.document
      JOIN previous.chunks pc ON pc.id = c.id AND pc.text = c.text AND pc.context IS c.context
      JOIN previous.documents pd ON pd.key = pc.document AND pd.content_hash = d.content_hash
      JOIN previous.moving_vectors v ON v.chunk = pc.key`);
    retire(database, known, dimensionsFor(database, known));
    writeMove(database, { ...known, name });
  } finally {
    database.exec('DETACH previous');
  }
}

/** True while the collection is kept at that place, or is on its way to it. */
export const isPlaceInUse = (database: DatabaseSync, name: string): boolean =>
  readPlace(database)?.name === name || readMove(database)?.name === name;

export const tableOf = ({ model }: MoveState): VectorTable => (model === undefined ? 'vectors' : 'moving_vectors');

const countOf = (database: DatabaseSync, from: string): number =>
  Number(database.prepare(`SELECT count(*) AS n FROM ${from}`).get()?.n);

export const moveCounts = (database: DatabaseSync) => ({
  chunks: countOf(database, 'chunks'),
  embedded: countOf(database, 'moving_vectors'),
});

export const unembedded = (database: DatabaseSync, limit: number): readonly MovingChunk[] =>
  database
    .prepare(
      `SELECT c.id, c.ordinal, c.start, c.end, c.page, c.text, c.context, d.id AS document, d.source, d.metadata,
        d.content_hash
      FROM chunks c JOIN documents d ON d.key = c.document
      WHERE c.key NOT IN (SELECT chunk FROM moving_vectors) ORDER BY c.document, c.key LIMIT ?`,
    )
    .all(limit)
    .map(movingChunkOf);

export function putMoving(
  database: DatabaseSync,
  vectors: readonly { readonly chunk: MovingChunk; readonly vector: Float32Array | undefined }[],
): void {
  const state = readMove(database);
  // Another process has finished it.
  if (state === undefined) return;
  // All that was embedded is compared: the document may have been replaced meanwhile.
  const put = database.prepare(
    `INSERT OR REPLACE INTO moving_vectors (chunk, vector, signature)
    SELECT c.key, ?, ? FROM chunks c JOIN documents d ON d.key = c.document
    WHERE c.id = ? AND c.text = ? AND c.context IS ? AND d.content_hash = ?`,
  );
  for (const { chunk, vector } of vectors) {
    const bytes = vector === undefined ? null : bytesOf(vector);
    const signature = vector === undefined ? null : bytesOf(signatureOf(vector));
    put.run(bytes, signature, chunk.id, chunk.text, chunk.context ?? null, chunk.contentHash);
  }
  const lengths = new Set(vectors.flatMap(({ vector }) => vector?.length ?? []));
  if (state.dimensions !== undefined) lengths.add(state.dimensions);
  if (lengths.size > 1) throw otherDimensions(lengths);
  const [dimensions] = lengths;
  if (state.dimensions === undefined && dimensions !== undefined) writeMove(database, { ...state, dimensions });
}

const otherDimensions = (lengths: ReadonlySet<number>): ProviderError =>
  new ProviderError('conflict', {
    message: `The model gives vectors of different lengths: ${[...lengths].join(' and ')} numbers.`,
    hint: 'The model or its server has changed: rag_migrate to the store that the collection is in gives this move up.',
  });

/** Makes the records that the new index still lacks. */
export function addRecords(database: DatabaseSync, state: MoveState): void {
  database
    .prepare(
      `INSERT INTO records (id, chunk, place) SELECT ${RECORD_ID}, chunk, ? FROM ${tableOf(state)}
      WHERE vector IS NOT NULL AND chunk NOT IN (SELECT chunk FROM records WHERE place = ?)`,
    )
    .run(state.name, state.name);
}

/** Switches over in one transaction, unless something came in that the new side does not have: then false. */
export function switchOver(database: DatabaseSync, state: MoveState, settingsSuffix: string | undefined): boolean {
  if (readMove(database)?.name !== state.name) return false;
  if (state.model !== undefined && unembedded(database, 1).length > 0) return false;
  if (state.store !== SQLITE) {
    addRecords(database, state);
    const isWaiting = database.prepare('SELECT 1 FROM outbox WHERE place = ? AND applied IS NULL LIMIT 1');
    if (isWaiting.get(state.name) !== undefined) return false;
  }
  const old = readPlace(database);
  const oldDimensions = dimensionsOf(database);
  // Vectors that are put while no place is named make no records.
  writePlace(database, undefined);
  if (state.model !== undefined) exchangeVectors(database, state, settingsSuffix);
  if (old !== undefined) retire(database, old, oldDimensions);
  writePlace(database, state.store === SQLITE ? undefined : { store: state.store, name: state.name });
  writeMove(database, undefined);
  database.exec('DELETE FROM moving_vectors');
  finishCopy(database);
  return true;
}

function exchangeVectors(
  database: DatabaseSync,
  { model, dimensions }: MoveState,
  settingsSuffix: string | undefined,
): void {
  unregister(database);
  database.exec(`DELETE FROM vectors;
    INSERT INTO vectors (chunk, vector, signature)
    SELECT chunk, vector, signature FROM moving_vectors WHERE vector IS NOT NULL`);
  const row = database.prepare(`SELECT value FROM manifest WHERE key = 'manifest'`).get();
  if (row !== undefined) {
    // Written by `writeDocuments` from a StoreManifest.
    const manifest = JSON.parse(textIn(row, 'value')) as StoreManifest;
    const value = JSON.stringify({ ...manifest, embedModel: model, dimensions });
    database.prepare(`UPDATE manifest SET value = ? WHERE key = 'manifest'`).run(value);
  }
  if (settingsSuffix === undefined) return;
  database
    .prepare(`UPDATE documents SET settings_hash = substr(settings_hash, 1, length(settings_hash) - ?) || ?`)
    .run(settingsSuffix.length, settingsSuffix);
}
