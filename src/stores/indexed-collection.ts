import { ProviderError } from '../core/errors.ts';
import { parseFilter } from '../core/filter.ts';
import type { Filter } from '../core/retrieval.ts';
import { screen } from '../core/screen.ts';
import type { ChunkRecord, ChunkScore, CollectionStore, StoredDocument, StoreWrite } from '../core/store.ts';
import type { VectorHit, VectorQuery } from '../core/vector-index.ts';
import { chunksOfRecords, matching, waitingChunks, waitingCount } from './outbox.ts';
import type { RemoteIndex } from './remote-index.ts';
import type { SqliteCollection } from './sqlite/collection.ts';
import { compileFilter } from './sqlite/filter.ts';

/** More than this many chunks that the index does not show yet are looked for in the catalogue's own vectors. */
const MOST_WAITING = 5000;
/**
 * Asked for at least, and for each wanted hit: approximate indexes miss neighbours, and candidates are scored exactly here.
 */
const CANDIDATES = { least: 100, each: 2 };

/** A collection whose catalogue is a SQLite file, and whose vectors are searched in a vector store. */
export class IndexedCollection implements CollectionStore {
  readonly #catalogue: SqliteCollection;
  readonly #index: RemoteIndex;
  #searchNote: string | undefined;

  constructor(catalogue: SqliteCollection, index: RemoteIndex) {
    this.#catalogue = catalogue;
    this.#index = index;
  }

  get store(): string {
    return this.#index.store;
  }

  get notes(): readonly string[] {
    const { notes } = this.#index;
    // A store that is known to be away need not be told a second time.
    const own = this.#searchNote === undefined || notes.length > 0 ? [] : [this.#searchNote];
    return [...this.#catalogue.notes, ...notes, ...own];
  }

  manifest() {
    return this.#catalogue.manifest();
  }

  counts() {
    return this.#catalogue.counts();
  }

  fingerprints() {
    return this.#catalogue.fingerprints();
  }

  /** Durable once it resolves; the index follows, now or when it can be reached again. */
  async write(batch: StoreWrite, signal: AbortSignal): Promise<void> {
    this.#searchNote = undefined;
    await this.#catalogue.write(batch, signal);
    await this.#index.catchUp(signal);
  }

  async remove(documents: readonly string[], signal: AbortSignal): Promise<number> {
    this.#searchNote = undefined;
    const removed = await this.#catalogue.remove(documents, signal);
    await this.#index.catchUp(signal);
    return removed;
  }

  keyword(query: { readonly terms: readonly string[]; readonly limit: number; readonly filter?: Filter }) {
    return this.#catalogue.keyword(query);
  }

  /**
   * The index finds candidates; the catalogue says which of them there are, which meet the filter, and what their exact cosines
   * are. Where the index cannot answer, or answers with less than there is, the catalogue's own vectors are searched.
   */
  async vector(query: { readonly vector: Float32Array; readonly limit: number; readonly filter?: Filter }) {
    this.#searchNote = undefined;
    const found = await this.#found(query);
    if (found === undefined) return this.#catalogue.vector(query);
    const scores = await this.#catalogue.similarities(query.vector, found);
    return scores.slice(0, query.limit);
  }

  /** Whatever is wrong with the store, a wrong key too, costs its speed and not the search. */
  async #asked(query: VectorQuery): Promise<readonly VectorHit[] | undefined> {
    try {
      return await this.#index.query(query);
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      this.#searchNote = `${error.message} The catalogue's own vectors were searched.`;
      return undefined;
    }
  }

  /** The ids of chunks among which the nearest are; `undefined` when the index cannot tell. */
  async #found({
    vector,
    limit,
    filter,
  }: {
    readonly vector: Float32Array;
    readonly limit: number;
    readonly filter?: Filter;
  }): Promise<readonly string[] | undefined> {
    const { connection } = this.#catalogue;
    const { name, dimensions } = await this.#index.place();
    if (dimensions !== vector.length) return undefined;
    const condition = filter === undefined ? undefined : compileFilter(filter);
    const screened = filter === undefined ? undefined : screen(parseFilter(filter));
    if (screened?.kind === 'none') return [];
    const waiting = await connection.read((database) =>
      waitingCount(database, name) > MOST_WAITING ? undefined : waitingChunks(database, name, condition),
    );
    if (waiting === undefined) return undefined;
    const most = this.#index.limits.query;
    for (
      let asked = Math.min(Math.max(CANDIDATES.least, limit * CANDIDATES.each), most);
      ;
      asked = Math.min(asked * 4, most)
    ) {
      const hits = await this.#asked({ vector, limit: asked, filter: screened });
      if (hits === undefined) return undefined;
      const ids = hits.map(({ id }) => id);
      const found = await connection.read((database) => {
        const kept = chunksOfRecords(database, name, ids, condition);
        const all = [...new Set([...kept, ...waiting])];
        const isEnough = kept.length >= limit || all.length >= matching(database, name, condition, limit);
        return { all, isEnough };
      });
      if (found.isEnough) return found.all;
      if (hits.length < asked || asked === most) return undefined;
    }
  }

  similarities(vector: Float32Array, chunks: readonly string[]): Promise<readonly ChunkScore[]> {
    return this.#catalogue.similarities(vector, chunks);
  }

  chunks(ids: readonly string[]): Promise<readonly ChunkRecord[]> {
    return this.#catalogue.chunks(ids);
  }

  document(id: string): Promise<StoredDocument | undefined> {
    return this.#catalogue.document(id);
  }
}
