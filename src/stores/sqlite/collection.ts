import type { DatabaseSync } from 'node:sqlite';
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
import type { HnswSearch } from './hnsw/hnsw-search.ts';
import { KeywordLeg } from './keyword.ts';
import { chunkOf, documentOf, numberIn, textIn } from './rows.ts';
import { candidates, fits, type Signatures } from './signatures.ts';
import { named, scored, signaturesIn, wrongDimensions } from './vectors.ts';
import { removeDocuments, writeDocuments } from './write.ts';

/** Up to this many candidates are scored exactly: it takes about as long as the detour through signatures. */
const EXACT_CANDIDATES = 5_000;
/** Filters whose chunks are remembered: the legs of one query share theirs. */
const REMEMBERED_FILTERS = 4;

type Allowed = { readonly keys: readonly number[]; readonly version: number };

/** A collection in one SQLite file. */
export class SqliteCollection implements CollectionStore {
  readonly graph: SqliteGraph;
  readonly #connection: Connection;
  /** Takes over from the signatures in large collections. */
  readonly #hnsw: HnswSearch;
  #signatures: (Signatures & { readonly version: number }) | undefined;
  readonly #allowed = new Map<string, Allowed>();
  readonly #keyword = new KeywordLeg();

  constructor(connection: Connection, hnsw: HnswSearch) {
    this.#connection = connection;
    this.#hnsw = hnsw;
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
    return [...this.#connection.notes, ...this.#hnsw.notes];
  }

  /** What is cached of one file says nothing about the file that replaced it. */
  forget(): void {
    this.#changed();
    this.#hnsw.forget();
    this.graph.forget();
  }

  /** Resolves when nothing is being built beside the searches. */
  async settled(): Promise<void> {
    await this.#hnsw.settled();
  }

  /** Ends what goes on beside the searches. */
  async close(): Promise<void> {
    await this.#hnsw.close();
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
    await this.#connection.write(signal, (database) => {
      this.#changed();
      writeDocuments(database, batch);
    });
  }

  async remove(documents: readonly string[], signal: AbortSignal): Promise<number> {
    return this.#connection.write(signal, (database) => {
      this.#changed();
      return removeDocuments(database, documents);
    });
  }

  async keyword(query: { readonly terms: readonly string[]; readonly limit: number; readonly filter?: Filter }) {
    if (query.terms.length === 0) return [];
    const condition = query.filter === undefined ? undefined : compileFilter(query.filter);
    return this.#connection.snapshot((database) => {
      const version = versionOf(database);
      const allowed = condition && this.#allowedKeys(database, condition);
      return this.#keyword.search(database, version, { terms: query.terms, limit: query.limit, allowed });
    });
  }

  async vector(query: { readonly vector: Float32Array; readonly limit: number; readonly filter?: Filter }) {
    const condition = query.filter === undefined ? undefined : compileFilter(query.filter);
    await this.#hnsw.ready();
    return this.#connection.read((database) => {
      const keys = this.#candidates(database, query.vector, query.limit, condition);
      return named(database, scored(database, query.vector, keys).slice(0, query.limit));
    });
  }

  async similarities(vector: Float32Array, chunks: readonly string[]): Promise<readonly ChunkScore[]> {
    return this.#connection.read((database) => {
      const rows = database
        .prepare('SELECT key FROM chunks WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key')
        .all(JSON.stringify(chunks));
      const keys = rows.map((row) => numberIn(row, 'key'));
      return named(database, scored(database, vector, keys));
    });
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

  /** Chunk keys worth scoring exactly. */
  #candidates(
    database: DatabaseSync,
    vector: Float32Array,
    limit: number,
    condition: SqlCondition | undefined,
  ): readonly number[] {
    const allowed = condition && this.#allowedKeys(database, condition);
    if (allowed !== undefined && allowed.length <= EXACT_CANDIDATES) return allowed;
    const found = this.#hnsw.candidates(database, { vector, limit, allowed });
    if (found !== undefined) return found;
    const signatures = this.#freshSignatures(database);
    this.#hnsw.offer(signatures.keys.length);
    if (signatures.keys.length <= EXACT_CANDIDATES) return allowed ?? [...signatures.keys];
    if (!fits(signatures, vector)) throw wrongDimensions(vector.length);
    return candidates(signatures, vector, limit, allowed);
  }

  /** The keys of the chunks that a filter lets through, ascending. */
  #allowedKeys(database: DatabaseSync, { sql, parameters }: SqlCondition): readonly number[] {
    const version = versionOf(database);
    const name = JSON.stringify([sql, parameters]);
    const known = this.#allowed.get(name);
    if (known?.version === version) return known.keys;
    // CROSS JOIN: the documents first, from their metadata's index, which is far smaller than they are.
    const keys = database
      .prepare(`SELECT c.key FROM documents d CROSS JOIN chunks c ON c.document = d.key WHERE ${sql}`)
      .all(...parameters)
      .map((row) => numberIn(row, 'key'))
      .sort((left, right) => left - right);
    const [oldest] = this.#allowed.keys();
    if (oldest !== undefined && this.#allowed.size >= REMEMBERED_FILTERS) this.#allowed.delete(oldest);
    this.#allowed.set(name, { keys, version });
    return keys;
  }

  /** Called inside a write: once it has ended, a search may come before whoever waited for it. */
  #changed(): void {
    this.#signatures = undefined;
    this.#allowed.clear();
    this.#keyword.forget();
  }

  #freshSignatures(database: DatabaseSync): Signatures {
    const version = versionOf(database);
    if (this.#signatures?.version === version) return this.#signatures;
    this.#signatures = { version, ...signaturesIn(database) };
    return this.#signatures;
  }
}

/** Changes when another connection has committed; our own writes clear the caches themselves. */
const versionOf = (database: DatabaseSync): number =>
  Number(database.prepare('PRAGMA data_version').get()?.data_version);
