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

export type ChunkRecord = Omit<StoredChunk, 'terms' | 'vector'> & {
  readonly document: string;
  readonly source: string;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type Fingerprint = { readonly contentHash: string; readonly settingsHash: string };

/** One collection of one tenant. Every write is one transaction: all of it is there, or none. */
export type CollectionStore = {
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

/** A kind of vector store. Names are validated by it; tenants never see each other. */
export type Stores = {
  readonly id: string;
  /** Throws `not_found` when the collection does not exist and `create` is false. */
  open(tenant: string, collection: string, options: { readonly create: boolean }): Promise<CollectionStore>;
  list(tenant: string): Promise<readonly string[]>;
  /** Deletes the whole collection. */
  drop(tenant: string, collection: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
};
