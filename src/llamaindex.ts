/** Indexes that LlamaCloud keeps, as a retriever, and their passages in our collections. Needs `@llamaindex/llama-cloud` 2.x beside this package. */
import { createHash } from 'node:crypto';
import type { LlamaCloud } from '@llamaindex/llama-cloud';
import type {
  RetrievalRetrieveParams,
  RetrievalRetrieveResponse,
} from '@llamaindex/llama-cloud/resources/beta/retrieval';
import type { IndexSource } from './core/retrieval.ts';

/** A passage of an index, the best first. `score` is the ranker's where one ranked, else the search's. */
export type CloudPassage = {
  /** The same whenever the same passage is found. */
  readonly id: string;
  readonly text: string;
  readonly score?: number;
  readonly page?: number;
  /** Character offsets into the file's parsed text. */
  readonly start?: number;
  readonly end?: number;
  readonly metadata: Readonly<Record<string, unknown>>;
};

export type CloudRetrieverOptions = {
  readonly indexId: string;
  readonly projectId?: string;
  /** Default 8. */
  readonly topK?: number;
  /** Default true: what the search finds is ranked again. */
  readonly rerank?: boolean;
  /** Predicates over your own metadata, in LlamaCloud's words. */
  readonly filters?: RetrievalRetrieveParams['custom_filters'];
};

export type CloudRetriever = {
  /** Throws the client's own errors. */
  retrieve(query: string, options?: { readonly signal?: AbortSignal }): Promise<readonly CloudPassage[]>;
};

/** An index of LlamaCloud as a retriever, over your own client of it: its key, region and retries are that client's. */
export function asRetriever(client: Pick<LlamaCloud, 'beta'>, options: CloudRetrieverOptions): CloudRetriever {
  const { indexId, projectId, topK = 8, rerank = true, filters } = options;
  return {
    async retrieve(query, { signal } = {}) {
      const { results } = await client.beta.retrieval.retrieve(
        {
          index_id: indexId,
          query,
          top_k: topK,
          rerank: rerank ? { enabled: true, top_n: topK } : { enabled: false },
          ...(projectId !== undefined && { project_id: projectId }),
          ...(filters !== undefined && { custom_filters: filters }),
        },
        { signal },
      );
      return results.slice(0, topK).map(passageOf);
    },
  };
}

/** Passages as sources of an index of ours; a passage that comes again is known by its id. */
export const fromCloudPassages = (passages: readonly CloudPassage[]): readonly IndexSource[] =>
  passages
    .filter(({ text }) => text.trim() !== '')
    .map(({ id, text, page, metadata }) => ({
      id: `llamacloud:${id}`,
      text,
      metadata: { ...metadata, ...(page !== undefined && { page }) },
    }));

function passageOf(result: RetrievalRetrieveResponse.Result): CloudPassage {
  const { content: text, metadata, static_fields: fields = {} } = result;
  const file = fields.parsed_directory_file_id;
  const known = {
    score: result.rerank_score ?? result.score,
    page: fields.page_range_start,
    start: fields.chunk_start_char,
    end: fields.chunk_end_char,
  };
  return {
    id: file && fields.chunk_index != null ? `${file}:${fields.chunk_index}` : digestOf(text),
    text,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'number')),
    metadata: metadata ?? {},
  };
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);
