import type { RunOptions } from './app.ts';
import type { EntityCard, GraphKind, GraphSummary } from './graph.ts';
import type { Receipt } from './receipt.ts';
import type { ToolCall } from './tool.ts';

export const SEARCH_MODES = ['hybrid', 'vector', 'keyword', 'graph_local', 'graph_global'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** What a model may make of a query: a likely answer to look for, other wordings, or the collection's languages. */
export const EXPANSIONS = ['hyde', 'queries', 'translate'] as const;
export type Expansion = (typeof EXPANSIONS)[number];

/** Something to index: a path, folder, glob or URL, or a text with its own id. */
export type IndexSource =
  | string
  | { readonly id: string; readonly text: string; readonly metadata?: Readonly<Record<string, unknown>> };

export type IndexRequest = {
  readonly collection: string;
  readonly sources: readonly IndexSource[];
  /** Of a new collection; another one than an existing collection's is a `conflict`. */
  readonly store?: string;
  readonly embedModel?: string;
  /** Sizes in characters. */
  readonly chunk?: { readonly size?: number; readonly overlap?: number };
  /** Remove documents of the collection that are not among the sources. */
  readonly replace?: boolean;
  /** Have a model write what each chunk is about within its document: any that is configured, or the one named. */
  readonly contextual?: boolean | string;
  /** Default: whatever the collection has. */
  readonly graph?: GraphKind;
  /** Which model reads the chunks, for a graph that a model makes. */
  readonly options?: RunOptions;
};

export type IndexReport = {
  readonly collection: string;
  /** Documents written by this run. */
  readonly documents: number;
  readonly chunks: number;
  /** Documents whose content hash had not changed. */
  readonly unchanged: number;
  readonly deleted: number;
  readonly failed: readonly { readonly source: string; readonly reason: string }[];
  /** Present when a provider or engine embedded the chunks. */
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

/** A predicate over metadata, the same for every store. */
export type Filter = Readonly<Record<string, unknown>>;

export type SearchRequest = {
  readonly collection: string;
  readonly query: string;
  readonly topK: number;
  readonly mode?: SearchMode;
  readonly filter?: Filter;
  /** Let a reranker order the best candidates: any that is configured, or the one named `provider/model`. */
  readonly rerank?: boolean | string;
  readonly expand?: Expansion;
  /** How many chunks before and after a hit its `context` reaches. */
  readonly neighbours?: number;
  /** Answer the query from what is found. */
  readonly answer?: boolean;
  /** Which model expands the query and answers it. */
  readonly options?: RunOptions;
};

/** A passage that is to bear out an answer. Offsets count into the document's stored text. */
export type Citation = {
  readonly document: string;
  readonly source: string;
  readonly quote: string;
  readonly page?: number;
  /** Both absent when the quote stands nowhere in what was found. */
  readonly start?: number;
  readonly end?: number;
  /** True when `storedText.slice(start, end) === quote`. */
  readonly verified: boolean;
};

export type Answer = {
  /** With `[1]` where the first citation bears a sentence out, and a mark where none does. */
  readonly text: string;
  /** A model's words, or sentences of the documents themselves. */
  readonly by: 'model' | 'quotes';
  readonly citations: readonly Citation[];
  /** Sentences of the answer that no verified citation bears out. */
  readonly unsupported: readonly string[];
};

export type SearchHit = {
  readonly id: string;
  /** The chunk's text: `storedText.slice(start, end)`. */
  readonly text: string;
  /** The passage of the chunk that answers best: an exact substring of the stored text. */
  readonly quote: string;
  readonly score: number;
  /** Which legs found it, with its rank in each (from 1). */
  readonly legs: {
    readonly keyword?: number;
    readonly vector?: number;
    readonly graph?: number;
    readonly rerank?: number;
  };
  readonly document: string;
  readonly source: string;
  readonly page?: number;
  /** Character offsets of the chunk into the document's stored text. */
  readonly start: number;
  readonly end: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The hit with its neighbours: `storedText.slice(start, end)`. */
  readonly context?: { readonly text: string; readonly start: number; readonly end: number };
};

export type SearchReport = {
  readonly hits: readonly SearchHit[];
  /** The mode that was used, and why it differs from the one asked for. */
  readonly mode: SearchMode;
  readonly notes: readonly string[];
  readonly receipt?: Receipt;
  /** What the graph modes found beside the hits. */
  readonly graph?: GraphSummary;
  readonly answer?: Answer;
};

/** By ids of chunks or of spans that were read before; or a document, all of it, one page, or from `start` to `end`. */
export type GetRequest = {
  readonly collection: string;
  readonly ids?: readonly string[];
  readonly document?: string;
  readonly start?: number;
  readonly end?: number;
  readonly page?: number;
};

/** A piece of a document exactly as it is stored. Offsets count into the document's stored text. */
export type Span = {
  readonly id: string;
  readonly document: string;
  readonly source: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly page?: number;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type GetReport = { readonly spans: readonly Span[]; readonly notes: readonly string[] };

/** A hit of a search over several collections. */
export type CollectionHit = SearchHit & { readonly collection: string };

export type MigrateRequest = {
  readonly collection: string;
  readonly store?: string;
  readonly embedModel?: string;
  /** Of a copy that is moved, while the collection stays as it is. */
  readonly name?: string;
};

export type MigrateReport = {
  readonly collection: string;
  readonly store: string;
  readonly chunks: number;
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

export type CollectionInfo = {
  readonly name: string;
  readonly store: string;
  readonly embedModel?: string;
  readonly dimensions?: number;
  readonly documents: number;
  readonly chunks: number;
  readonly graph: boolean;
};

/** The retrieval core as tools and resources see it. Everything is bound to the caller's tenant. */
export type Retrieval = {
  index(request: IndexRequest, call: ToolCall): Promise<IndexReport>;
  search(request: SearchRequest, call: ToolCall): Promise<SearchReport>;
  /** The best of all the caller's collections; one that cannot be searched is left out. */
  searchAll(query: string, topK: number, call: ToolCall): Promise<readonly CollectionHit[]>;
  /** The exact stored text. Throws `not_found` when none of it is there. */
  get(request: GetRequest, call: ToolCall): Promise<GetReport>;
  /** Moves a collection to another store or embedder. It answers as before until the new side is whole. */
  migrate(request: MigrateRequest, call: ToolCall): Promise<MigrateReport>;
  /** An entity of the collection's graph, or its best-known ones with the communities they form. Throws `not_found`. */
  entity(collection: string, id: string, call: ToolCall): Promise<EntityCard>;
  collections(call: ToolCall, name?: string): Promise<readonly CollectionInfo[]>;
  /** Deletes the named documents, or the whole collection when none is named. Returns how many documents went. */
  delete(collection: string, documents: readonly string[] | undefined, call: ToolCall): Promise<number>;
  close(): Promise<void>;
};
