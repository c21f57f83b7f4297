import type { ParsedDocument } from './document.ts';
import type { GraphStore } from './graph.ts';
import type { Filter } from './retrieval.ts';

/** A document as it is kept: the text that every offset counts into, and what it was made from. */
export type StoredDocument = {
  readonly id: string;
  readonly source: string;
  readonly text: string;
  readonly mimeType: string;
  readonly pages: ParsedDocument['pages'];
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Hash of the source's bytes. */
  readonly contentHash: string;
  /** Hash of parser, chunker, tokenizer and embedder: what the chunks depend on beside the content. */
  readonly settingsHash: string;
};

/** A span of a document, `document.text.slice(start, end)`. */
export type StoredChunk = {
  readonly id: string;
  readonly ordinal: number;
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  readonly text: string;
  /** What a model wrote about it within its document. Words and vector are made of it too; readers never see it. */
  readonly context?: string;
  /** What the keyword leg indexes: segmented, folded, stemmed. */
  readonly terms: readonly string[];
  /** Unit length. Absent when no embedder understood the text. */
  readonly vector?: Float32Array;
};

/** What a collection was made with. Two manifests that disagree must not share one collection. */
export type StoreManifest = {
  readonly embedModel?: string;
  readonly dimensions?: number;
  readonly distance: 'cosine';
  readonly tokenizer: string;
  /** Languages whose stems occur in the keyword leg; a query is stemmed for each of them. */
  readonly languages: readonly string[];
};

export type StoreWrite = {
  readonly documents: readonly { readonly document: StoredDocument; readonly chunks: readonly StoredChunk[] }[];
  readonly manifest: StoreManifest;
};

/** A chunk's id with its score in one leg: BM25 (unbounded, > 0) or cosine (-1…1). Best first. */
export type ChunkScore = { readonly id: string; readonly score: number };

export type ChunkRecord = Omit<StoredChunk, 'terms' | 'vector' | 'context'> & {
  readonly document: string;
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type Fingerprint = { readonly contentHash: string; readonly settingsHash: string };

/** One collection of one tenant. Every write is one transaction: all of it is there, or none. */
export type CollectionStore = {
  /** The vector store that answers for it. */
  readonly store: string;
  /** What opening found wrong and mended. */
  readonly notes: readonly string[];
  /** Absent where this kind of store keeps no graph. */
  readonly graph?: GraphStore;
  manifest(): Promise<StoreManifest | undefined>;
  counts(): Promise<{ readonly documents: number; readonly chunks: number; readonly vectors: number }>;
  /** Document id → what it was written from. */
  fingerprints(): Promise<ReadonlyMap<string, Fingerprint>>;
  /** Replaces the documents, with their chunks, terms and vectors. Durable once it resolves. */
  write(batch: StoreWrite, signal: AbortSignal): Promise<void>;
  /** Returns how many of the documents existed. */
  remove(documents: readonly string[], signal: AbortSignal): Promise<number>;
  keyword(query: {
    readonly terms: readonly string[];
    readonly limit: number;
    readonly filter?: Filter;
  }): Promise<readonly ChunkScore[]>;
  vector(query: {
    readonly vector: Float32Array;
    readonly limit: number;
    readonly filter?: Filter;
  }): Promise<readonly ChunkScore[]>;
  /** Exact cosines of the named chunks; those without a vector are left out. */
  similarities(vector: Float32Array, chunks: readonly string[]): Promise<readonly ChunkScore[]>;
  /** The chunks by id, in the order asked for; ids that have gone are left out. */
  chunks(ids: readonly string[]): Promise<readonly ChunkRecord[]>;
  document(id: string): Promise<StoredDocument | undefined>;
};

/** What a collection is moved to. */
export type MoveTarget = {
  /** The store that it has now, when absent. */
  readonly store?: string;
  /** Another embedder, and what stands for it at the end of every `settingsHash`. */
  readonly embedder?: { readonly model: string; readonly settingsSuffix: string };
};

/** A copy under another name, and where it is moved then. */
export type CopyTarget = MoveTarget & { readonly name: string };

/** A chunk with all that is embedded of it, and the content that it was cut from. */
export type MovingChunk = ChunkRecord & Pick<StoredChunk, 'context'> & Pick<StoredDocument, 'contentHash'>;

/**
 * What the end of a move found: nothing left to do; chunks that came in meanwhile and have to be embedded first; or, of a copy,
 * that the original has changed, and is to be copied again.
 */
export type MoveEnd = 'finished' | 'unembedded' | 'outdated';

/** A move that goes on beside the collection, which stays as it is until `finish` switches over. Resumable at every step. */
export type CollectionMove = {
  /** How many chunks there are, and how many of them have their new vector. */
  counts(): Promise<{ readonly chunks: number; readonly embedded: number }>;
  /** Chunks that the new embedder has not seen, up to `limit`, those of one document together. */
  unembedded(limit: number): Promise<readonly MovingChunk[]>;
  document(id: string): Promise<StoredDocument | undefined>;
  /** Keeps the new vectors of those chunks; `undefined` for a text that the embedder does not understand. */
  put(
    vectors: readonly { readonly chunk: MovingChunk; readonly vector: Float32Array | undefined }[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Fills the new index, compares it with the catalogue and switches over. `tell` hears how many vectors the new index has. */
  finish(signal: AbortSignal, tell?: (written: number) => void): Promise<MoveEnd>;
};

/** A kind of vector store. Names are validated by it; tenants never see each other. */
export type Stores = {
  readonly id: string;
  /**
   * Throws `not_found` when the collection does not exist and `create` is false. `store` is for a new collection; of one that
   * is kept in another store, `conflict`; so is a copy that is not finished.
   */
  open(
    tenant: string,
    collection: string,
    options: { readonly create: boolean; readonly store?: string },
  ): Promise<CollectionStore>;
  /** Begins to move the collection, or goes on where a move to the same target was left. */
  move(tenant: string, collection: string, target: MoveTarget, signal: AbortSignal): Promise<CollectionMove>;
  /**
   * Copies the collection under a new name, which nobody can open until a move has finished it. Goes on with the copy of an
   * earlier attempt; where the original has changed since, it is copied again, and what was embedded is kept. `conflict`
   * when there is another collection of that name.
   */
  copy(tenant: string, collection: string, to: CopyTarget, signal: AbortSignal): Promise<void>;
  list(tenant: string): Promise<readonly string[]>;
  /** Deletes the whole collection. */
  drop(tenant: string, collection: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};
