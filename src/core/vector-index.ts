import type { ScreenedFilter } from './screen.ts';

/** A chunk's vector as it is kept in an index, with what other readers of that index may want to know of it. */
export type VectorRecord = {
  /** A UUID, never used twice: a record is put and deleted, but never changed. */
  readonly id: string;
  /** Unit length. */
  readonly vector: Float32Array;
  readonly document: string;
  readonly source: string;
  readonly ordinal: number;
  readonly page?: number;
  /** Offsets into the document's stored text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};

/** A record's id with its cosine (-1…1), as exact as the store's index is. Best first. */
export type VectorHit = { readonly id: string; readonly score: number };

export type VectorQuery = {
  /** Unit length. */
  readonly vector: Float32Array;
  readonly limit: number;
  /** Lets through at least what the filter lets through; whoever asks looks again. */
  readonly filter?: ScreenedFilter;
};

/** Where a collection's vectors are: lower-case letters, digits and `_`, at most 40 characters. */
export type IndexPlace = { readonly name: string; readonly dimensions: number };

/**
 * One server, or one folder, that holds vector indexes. Every operation may be repeated. Throws what its client throws:
 * `attempt` makes an error of ours of it.
 */
export type VectorIndex = {
  /** Makes the index unless it is there. Cosine distance. */
  ensure(place: IndexPlace): Promise<void>;
  upsert(place: IndexPlace, records: readonly VectorRecord[]): Promise<void>;
  delete(place: IndexPlace, ids: readonly string[]): Promise<void>;
  query(place: IndexPlace, query: VectorQuery): Promise<readonly VectorHit[]>;
  /** All record ids, page by page. */
  ids(place: IndexPlace): AsyncIterable<readonly string[]>;
  count(place: IndexPlace): Promise<number>;
  /** Deletes the index; nothing happens when there is none. */
  drop(place: IndexPlace): Promise<void>;
  close(): Promise<void>;
};

/** Where a store is and how it lets us in, as the operator said it. */
export type VectorStoreSettings = {
  /** `<ID>_BASE_URL`, or `baseUrl` in the configuration file. */
  readonly url?: string;
  /** A variable of the environment, keys among them; `undefined` when unset or empty. */
  variable(name: string): string | undefined;
  /** The data folder, for stores that are files. */
  readonly home: string;
  /** Throws `forbidden` for an address beyond what the operator's policy allows. Absent where nobody said anything. */
  readonly allows?: (address: URL) => void;
};

export type VectorStoreDefinition = {
  readonly id: string;
  readonly name: string;
  readonly docs: string;
  /** The official client: an optional dependency. */
  readonly packages: readonly string[];
  /** The variables it reads, the most usual first. */
  readonly env: readonly string[];
  /** True for a store that needs no more than a folder, which it has below the data folder. */
  readonly hasFolder?: true;
  /** Records, or ids, in one request; hits in one answer. */
  readonly limits: { readonly upsert: number; readonly delete: number; readonly query: number };
  /** How long an accepted write may stay invisible to queries; 0 when it is seen at once. */
  readonly settlesMs: number;
  /** Loads the client and makes a connection. Throws `not_configured` when a setting is missing. */
  connect(settings: VectorStoreSettings): Promise<VectorIndex>;
};

export const defineVectorStore = (definition: VectorStoreDefinition): VectorStoreDefinition => definition;
