import type { DatabaseSync } from 'node:sqlite';
import { ProviderError } from '../../core/errors.ts';
import type { Filter } from '../../core/retrieval.ts';
import type {
  ChunkRecord,
  ChunkScore,
  CollectionStore,
  Fingerprint,
  StoredDocument,
  StoreManifest,
  StoreWrite,
} from '../../core/store.ts';
import type { Connection } from './connection.ts';
import { compileFilter, type SqlCondition } from './filter.ts';
import { SqliteGraph } from './graph.ts';
import { chunkOf, documentOf, numberIn, textIn } from './rows.ts';
import { dot, floatsOf, nearest, type Signatures, signatureOf } from './signatures.ts';
import { writeDocuments } from './write.ts';

/** Up to this many candidates are scored exactly: it takes about as long as the detour through signatures. */
const EXACT_CANDIDATES = 5_000;
/** Signature neighbours read back and scored exactly for each wanted hit: recall 0.995 at 20 (measured, 100k × 384). */
const OVERSAMPLING = 20;

/** A collection in one SQLite file. */
export class SqliteCollection implements CollectionStore {
  readonly graph: SqliteGraph;
  readonly #connection: Connection;
  #signatures: (Signatures & { readonly version: number }) | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    this.graph = new SqliteGraph(connection);
  }

  get store(): string {
    return 'sqlite';
  }

  /** The file, for those who keep something beside the collection in it. */
  get connection(): Connection {
    return this.#connection;
  }

  get notes(): readonly string[] {
    return this.#connection.notes;
  }

  /** What is cached of one file says nothing about the file that replaced it. */
  forget(): void {
    this.#signatures = undefined;
    this.graph.forget();
  }

  async manifest(): Promise<StoreManifest | undefined> {
    return this.#connection.read((database) => {
      const row = database.prepare(`SELECT value FROM manifest WHERE key = 'manifest'`).get();
      // Written by `writeDocuments` from a StoreManifest.
      return row === undefined ? undefined : (JSON.parse(textIn(row, 'value')) as StoreManifest);
    });
  }

  async counts() {
    return this.#connection.read((database) => {
      const count = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
      return { documents: count('documents'), chunks: count('chunks'), vectors: count('vectors') };
    });
  }

  async fingerprints(): Promise<ReadonlyMap<string, Fingerprint>> {
    return this.#connection.read((database) => {
      const rows = database.prepare('SELECT id, content_hash, settings_hash FROM documents').all();
      return new Map(
        rows.map((row) => [
          textIn(row, 'id'),
          { contentHash: textIn(row, 'content_hash'), settingsHash: textIn(row, 'settings_hash') },
        ]),
      );
    });
  }

  async write(batch: StoreWrite, signal: AbortSignal): Promise<void> {
    await this.#connection.write(signal, (database) => writeDocuments(database, batch));
    this.#signatures = undefined;
  }

  async remove(documents: readonly string[], signal: AbortSignal): Promise<number> {
    const removed = await this.#connection.write(signal, (database) => {
      const statement = database.prepare('DELETE FROM documents WHERE id = ?');
      return documents.reduce((count, id) => count + Number(statement.run(id).changes), 0);
    });
    this.#signatures = undefined;
    return removed;
  }

  async keyword(query: { readonly terms: readonly string[]; readonly limit: number; readonly filter?: Filter }) {
    if (query.terms.length === 0) return [];
    const match = query.terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' OR ');
    const condition = query.filter === undefined ? undefined : compileFilter(query.filter);
    return this.#connection.read((database) => {
      const rows = database
        .prepare(
          `SELECT c.id AS id, hit.rank AS score FROM (
            SELECT rowid, rank FROM terms WHERE terms MATCH ? ${condition === undefined ? '' : `AND +rowid IN (${chunksWhere(condition)})`}
            ORDER BY rank LIMIT ?
          ) AS hit JOIN chunks c ON c.key = hit.rowid ORDER BY hit.rank, c.key`,
        )
        .all(match, ...(condition?.parameters ?? []), query.limit);
      return rows.map((row) => ({ id: textIn(row, 'id'), score: -numberIn(row, 'score') }));
    });
  }

  async vector(query: { readonly vector: Float32Array; readonly limit: number; readonly filter?: Filter }) {
    const condition = query.filter === undefined ? undefined : compileFilter(query.filter);
    return this.#connection.read((database) => {
      const keys = this.#candidates(database, query.vector, query.limit, condition);
      return scored(database, query.vector, 'v.chunk', keys).slice(0, query.limit);
    });
  }

  async similarities(vector: Float32Array, chunks: readonly string[]): Promise<readonly ChunkScore[]> {
    return this.#connection.read((database) => scored(database, vector, 'c.id', chunks));
  }

  async chunks(ids: readonly string[]): Promise<readonly ChunkRecord[]> {
    return this.#connection.read((database) => {
      const statement = database.prepare(
        `SELECT c.id, c.ordinal, c.start, c.end, c.page, c.text, d.id AS document, d.source, d.metadata
        FROM chunks c JOIN documents d ON d.key = c.document WHERE c.id = ?`,
      );
      return ids.flatMap((id) => {
        const row = statement.get(id);
        return row === undefined ? [] : [chunkOf(row)];
      });
    });
  }

  async document(id: string): Promise<StoredDocument | undefined> {
    return this.#connection.read((database) => {
      const row = database.prepare('SELECT * FROM documents WHERE id = ?').get(id);
      return row === undefined ? undefined : documentOf(row);
    });
  }

  /** Chunk keys worth scoring exactly; `undefined` means all of them. */
  #candidates(
    database: DatabaseSync,
    vector: Float32Array,
    limit: number,
    condition: SqlCondition | undefined,
  ): readonly number[] | undefined {
    const allowed =
      condition === undefined
        ? undefined
        : database
            .prepare(chunksWhere(condition))
            .all(...condition.parameters)
            .map((row) => numberIn(row, 'key'));
    const signatures = this.#freshSignatures(database);
    if ((allowed?.length ?? signatures.keys.length) <= EXACT_CANDIDATES) return allowed;
    const signature = signatureOf(vector);
    if (signatures.words.length !== signatures.keys.length * signature.length) throw wrongDimensions(vector.length);
    return nearest(signatures, signature, Math.max(limit * OVERSAMPLING, 200), allowed && new Set(allowed));
  }

  /** `data_version` changes when another connection has committed; our own writes drop the cache themselves. */
  #freshSignatures(database: DatabaseSync): Signatures {
    const version = Number(database.prepare('PRAGMA data_version').get()?.data_version);
    if (this.#signatures?.version === version) return this.#signatures;
    const keys: number[] = [];
    const parts: Uint8Array[] = [];
    for (const row of database.prepare('SELECT chunk, signature FROM vectors').iterate()) {
      if (!(row.signature instanceof Uint8Array)) continue;
      keys.push(numberIn(row, 'chunk'));
      parts.push(row.signature);
    }
    const bytes = Buffer.concat(parts);
    const words = new Uint32Array(bytes.byteLength / 4);
    bytes.copy(new Uint8Array(words.buffer));
    this.#signatures = { version, keys, words };
    return this.#signatures;
  }
}

const chunksWhere = ({ sql }: SqlCondition): string =>
  `SELECT c.key FROM chunks c JOIN documents d ON d.key = c.document WHERE ${sql}`;

/** Exact cosines, best first; ties in the order of insertion. */
function scored(
  database: DatabaseSync,
  vector: Float32Array,
  column: 'v.chunk' | 'c.id',
  keys: readonly (number | string)[] | undefined,
): readonly ChunkScore[] {
  const only = keys === undefined ? '' : `WHERE ${column} IN (SELECT value FROM json_each(?))`;
  const rows = database
    .prepare(`SELECT c.id, v.vector FROM vectors v JOIN chunks c ON c.key = v.chunk ${only} ORDER BY v.chunk`)
    .iterate(...(keys === undefined ? [] : [JSON.stringify(keys)]));
  const scores: ChunkScore[] = [];
  for (const row of rows) {
    if (!(row.vector instanceof Uint8Array)) continue;
    const stored = floatsOf(row.vector);
    if (stored.length !== vector.length) throw wrongDimensions(vector.length, stored.length);
    scores.push({ id: textIn(row, 'id'), score: dot(vector, stored) });
  }
  return scores.sort((left, right) => right.score - left.score);
}

const wrongDimensions = (got: number, stored?: number): ProviderError =>
  new ProviderError('conflict', {
    message: `The query's vector has ${got} dimensions${stored === undefined ? '' : `, the collection's have ${stored}`}.`,
    hint: 'Search with the embedding model that the collection was indexed with.',
  });
