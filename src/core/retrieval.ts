import type { RunOptions } from './app.ts';
import type { EntityCard, GraphKind, GraphSummary } from './graph.ts';
import type { Receipt } from './receipt.ts';
import type { ToolCall } from './tool.ts';

export const SEARCH_MODES = ['hybrid', 'vector', 'keyword', 'graph_local', 'graph_global'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];

/** Something to index: a path, folder, glob or URL, or a text with its own id. */
export type IndexSource =
  | string
  | { readonly id: string; readonly text: string; readonly metadata?: Readonly<Record<string, unknown>> };

export type IndexRequest = {
  readonly collection: string;
  readonly sources: readonly IndexSource[];
  readonly embedModel?: string;
  /** Sizes in characters. */
  readonly chunk?: { readonly size?: number; readonly overlap?: number };
  /** Remove documents of the collection that are not among the sources. */
  readonly replace?: boolean;
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
  /** Which model may work on the answer to `graph_global`. A collection whose graph no model made asks none unless it is named. */
  readonly options?: RunOptions;
};

export type SearchHit = {
  readonly id: string;
  /** The chunk's text: `storedText.slice(start, end)`. */
  readonly text: string;
  /** The passage of the chunk that answers best: an exact substring of the stored text. */
  readonly quote: string;
  readonly score: number;
  /** Which legs found it, with its rank in each (from 1). */
  readonly legs: { readonly keyword?: number; readonly vector?: number; readonly graph?: number };
  readonly document: string;
  readonly source: string;
  readonly page?: number;
  /** Character offsets of the chunk into the document's stored text. */
  readonly start: number;
  readonly end: number;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type SearchReport = {
  readonly hits: readonly SearchHit[];
  /** The mode that was used, and why it differs from the one asked for. */
  readonly mode: SearchMode;
  readonly notes: readonly string[];
  readonly receipt?: Receipt;
  /** What the graph modes found beside the hits. */
  readonly graph?: GraphSummary;
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
  /** An entity of the collection's graph, or its best-known ones with the communities they form. Throws `not_found`. */
  entity(collection: string, id: string, call: ToolCall): Promise<EntityCard>;
  collections(call: ToolCall, name?: string): Promise<readonly CollectionInfo[]>;
  /** Deletes the named documents, or the whole collection when none is named. Returns how many documents went. */
  delete(collection: string, documents: readonly string[] | undefined, call: ToolCall): Promise<number>;
  close(): Promise<void>;
};
