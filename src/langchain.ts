/** Our collections in LangChain.js, and its documents in ours. Needs `@langchain/core` 1.x beside this package. */
import { randomUUID } from 'node:crypto';
import { Document, type DocumentInterface } from '@langchain/core/documents';
import { BaseRetriever, type BaseRetrieverInput } from '@langchain/core/retrievers';
import type { App } from './core/app.ts';
import type { IndexSource, SearchHit, SearchMode } from './core/retrieval.ts';
import { LOCAL_PRINCIPAL, type Principal, type ToolCall } from './core/tool.ts';
import { sha256 } from './rag/manifest.ts';

export type RetrieverOptions = BaseRetrieverInput & {
  readonly collection: string;
  /** Default 8. */
  readonly topK?: number;
  /** Default: hybrid where the collection has vectors, else keyword. */
  readonly mode?: SearchMode;
  /** A predicate over metadata, as `rag_search` takes it. */
  readonly filter?: Readonly<Record<string, unknown>>;
  /** Whose collections. Default: the one local user. */
  readonly principal?: Principal;
};

/** What LangChain gets to know of a hit beside its text and the document's own metadata. */
export type HitMetadata = Record<string, unknown> & {
  readonly llmkit: Pick<SearchHit, 'document' | 'source' | 'page' | 'start' | 'end' | 'quote' | 'score' | 'legs'>;
};

/**
 * A collection as a LangChain retriever: each hit is a document with the chunk's text and id, the document's metadata, and
 * under `metadata.llmkit` where it stands (`start` and `end` are character offsets into the stored text) and why.
 */
export const asRetriever = (app: App, options: RetrieverOptions): BaseRetriever<HitMetadata> =>
  new CollectionRetriever(app, options);

/**
 * LangChain documents as sources of an index. A document without an id gets one made of its text and metadata, so that the
 * same document is recognised when it comes again.
 */
export const fromLangChainDocuments = (documents: readonly DocumentInterface[]): readonly IndexSource[] =>
  documents.map(({ id, pageContent, metadata }) => ({
    id: id ?? `langchain:${sha256(pageContent, JSON.stringify(metadata)).slice(0, 32)}`,
    text: pageContent,
    metadata: metadata,
  }));

class CollectionRetriever extends BaseRetriever<HitMetadata> {
  lc_namespace = ['llmkit', 'retrievers'];
  readonly #app: App;
  readonly #options: RetrieverOptions;

  static override lc_name(): string {
    return 'LlmkitRetriever';
  }

  constructor(app: App, options: RetrieverOptions) {
    super(options);
    this.#app = app;
    this.#options = options;
  }

  override async _getRelevantDocuments(query: string): Promise<DocumentInterface<HitMetadata>[]> {
    const { collection, topK = 8, mode, filter, principal = LOCAL_PRINCIPAL } = this.#options;
    const call: ToolCall = {
      app: this.#app,
      callId: randomUUID(),
      tool: 'rag_search',
      principal,
      // LangChain gives a retriever no signal of its own.
      signal: new AbortController().signal,
    };
    const retrieval = await this.#app.retrieval();
    const { hits } = await retrieval.search({ collection, query, topK, mode, filter }, call);
    return hits.map(documentOf);
  }
}

function documentOf({ id, text, metadata, ...hit }: SearchHit): Document<HitMetadata> {
  const { document, source, page, start, end, quote, score, legs } = hit;
  const llmkit = { document, source, page, start, end, quote, score, legs };
  return new Document({ id, pageContent: text, metadata: { ...metadata, llmkit } });
}
