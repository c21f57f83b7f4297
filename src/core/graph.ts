import type { Filter } from './retrieval.ts';

export const GRAPH_KINDS = ['none', 'keyless', 'llm'] as const;
/** How a collection's graph is made: from noun phrases, by a model, or not at all. */
export type GraphKind = (typeof GRAPH_KINDS)[number];

/** An entity in one chunk. Entities of one phrase and type are one entity. Offsets count into the chunk's text. */
export type GraphMention = {
  /** The folded form under which mentions meet. */
  readonly phrase: string;
  /** What a model calls its kind; empty where no model read the chunk. */
  readonly type: string;
  /** As it stands in the text. */
  readonly name: string;
  readonly times: number;
  /** Of the first occurrence; absent when the entity is known from the document's title or from a model alone. */
  readonly start?: number;
  readonly end?: number;
  readonly description?: string;
};

/** A relation between two entities that the same chunk mentions. `strength` is 1 to 10. */
export type GraphRelation = {
  readonly source: Pick<GraphMention, 'phrase' | 'type'>;
  readonly target: Pick<GraphMention, 'phrase' | 'type'>;
  readonly description: string;
  readonly strength: number;
};

/** All that one chunk adds to the graph. The graph of a collection is the sum of its chunks' and nothing else. */
export type ChunkGraph = {
  readonly mentions: readonly GraphMention[];
  readonly relations: readonly GraphRelation[];
  readonly aliases: readonly { readonly alias: string; readonly phrase: string }[];
};

/** A chunk that the graph does not hold yet. */
export type UnreadChunk = {
  readonly key: number;
  readonly id: string;
  readonly text: string;
  readonly title?: string;
};

/** An entity by what the store counts of it. */
export type EntityNode = {
  /** Hash of phrase and type: the same wherever the same phrase is read. */
  readonly id: string;
  readonly phrase: string;
  readonly type: string;
  /** Chunks that mention it. */
  readonly chunks: number;
};

/** With the name under which it stands in most chunks. */
export type EntityRow = EntityNode & { readonly name: string };

export type EntityMention = {
  readonly chunk: string;
  readonly name: string;
  readonly times: number;
  readonly start?: number;
  readonly end?: number;
  readonly description?: string;
};

export type EntityRelation = {
  readonly source: string;
  readonly target: string;
  readonly description: string;
  readonly strength: number;
  readonly chunk: string;
};

/** Part of the graph. Edges join places in its two lists. */
export type Neighbourhood = {
  readonly chunks: readonly string[];
  readonly entities: readonly EntityNode[];
  /** [place in chunks, place in entities] */
  readonly mentions: readonly (readonly [number, number])[];
  /** [place in entities, place in entities, strength] */
  readonly relations: readonly (readonly [number, number, number])[];
};

/** Entities that stand together, and in how many chunks. Places are those in `entities`; the weakest pairs are left out. */
export type Cooccurrence = {
  readonly entities: readonly EntityNode[];
  /** [place, place, weight] */
  readonly pairs: readonly (readonly [number, number, number])[];
};

export type Community = {
  /** Hash of its members. */
  readonly id: string;
  readonly level: number;
  readonly parent?: string;
  /** Entity ids. */
  readonly members: readonly string[];
};

/** The graph of one collection. What a deleted document added is gone with it, at once. */
export type GraphStore = {
  /** How the graph is made, and how much of it there is. `none` where there is no graph. */
  state(): Promise<{
    readonly kind: GraphKind;
    readonly chunks: number;
    readonly entities: number;
    readonly version: number;
  }>;
  /** Makes the graph one of that kind; what another kind had read is forgotten. */
  begin(kind: GraphKind, signal: AbortSignal): Promise<void>;
  /** Chunks behind `after` that were not read, in order. */
  unread(after: number, limit: number): Promise<readonly UnreadChunk[]>;
  /** Writes what was read of chunks; those that have gone meanwhile are left out. */
  write(
    read: readonly { readonly key: number; readonly hash: string; readonly graph: ChunkGraph }[],
    signal: AbortSignal,
  ): Promise<void>;
  /** What a model once read of a chunk with that hash. */
  cached(hashes: readonly string[]): Promise<ReadonlyMap<string, string>>;
  cache(entries: ReadonlyMap<string, string>, signal: AbortSignal): Promise<void>;
  /** Forgets what models read of chunks that are no longer there. */
  tidy(signal: AbortSignal): Promise<void>;
  /** Entities by the phrases asked for, other names of theirs included. Phrases that name nothing are left out. */
  named(phrases: readonly string[]): Promise<ReadonlyMap<string, readonly EntityRow[]>>;
  /** Entities by id, those in most chunks first. */
  entities(ids: readonly string[]): Promise<readonly EntityRow[]>;
  /** Entities mentioned in most chunks first. */
  topEntities(limit: number): Promise<readonly EntityRow[]>;
  /** Ids of entities of which so many chunks say different things. */
  oftenDescribed(least: number, limit: number): Promise<readonly string[]>;
  mentions(entity: string, limit: number): Promise<readonly EntityMention[]>;
  /** Relations that a model wrote between these entities, or of one of them when there is only one. */
  relations(entities: readonly string[], limit: number): Promise<readonly EntityRelation[]>;
  /** What lies round the seeds, the rarest entities first, up to `limit` mentions. */
  neighbourhood(query: {
    readonly chunks: readonly string[];
    readonly entities: readonly string[];
    readonly limit: number;
    /** Steps from chunk to entity to chunk, beyond the named entities' own chunks. Default 3. */
    readonly rounds?: number;
    readonly filter?: Filter;
  }): Promise<Neighbourhood>;
  /** The graph of entities alone, with at most so many of them. */
  cooccurrence(limit: number): Promise<Cooccurrence>;
  /** The communities of the graph as it is now; `undefined` when they were not computed since it changed. */
  communities(): Promise<readonly Community[] | undefined>;
  keepCommunities(communities: readonly Community[], version: number, signal: AbortSignal): Promise<void>;
  /** Text that a model made of other texts, by the hash of what it was made from. It goes when one of its chunks goes. */
  memo(hash: string): Promise<string | undefined>;
  keepMemo(hash: string, value: string, chunks: readonly string[], signal: AbortSignal): Promise<void>;
};

/** A chunk that an entity or a finding rests on, where a reader finds it. */
export type GraphSource = {
  readonly chunk: string;
  readonly document: string;
  readonly source: string;
  readonly page?: number;
  /** Offsets into the document's stored text: of the mention where it is known, else of the chunk. */
  readonly start: number;
  readonly end: number;
  readonly quote: string;
};

export type EntityLink = {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly chunks: number;
};

/** What a collection knows of one entity, all of it with its sources. */
export type EntityCard = EntityLink & {
  readonly collection: string;
  /** What a model made of the descriptions, where they are many. */
  readonly description?: string;
  /** What single passages say of it. */
  readonly descriptions: readonly string[];
  readonly mentions: readonly GraphSource[];
  /** Entities that stand with it, those with most in common first; a link is between two of them by id. */
  readonly neighbours: readonly EntityLink[];
  readonly links: readonly {
    readonly source: string;
    readonly target: string;
    readonly weight: number;
    readonly description?: string;
  }[];
};

export type CommunitySummary = {
  readonly id: string;
  readonly level: number;
  readonly title: string;
  readonly summary: string;
  /** Of a model's report, 0 to 10; else the share of the collection's chunks that speak of it. */
  readonly rank: number;
  readonly entities: readonly EntityLink[];
  readonly findings: readonly { readonly text: string; readonly chunks: readonly string[] }[];
  /** Chunks that it was made from. */
  readonly chunks: readonly string[];
};

/** What a graph search found beside its hits. */
export type GraphSummary = {
  /** Entities that the question names, or that the hits lead to. */
  readonly entities: readonly EntityLink[];
  readonly communities: readonly CommunitySummary[];
  /** Points of an answer that a model made from community reports, best first. */
  readonly points: readonly { readonly text: string; readonly score: number; readonly chunks: readonly string[] }[];
};
