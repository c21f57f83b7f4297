import { ProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { SearchRequest } from '../core/retrieval.ts';
import type { CollectionStore } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import type { Fused } from './fuse.ts';
import { reasonOf } from './sources.ts';
import { rethrowUnlessOptional } from './writer.ts';

/** So many of the best are shown to a reranker: beyond them it finds next to nothing, and it is paid by the passage. */
export const RERANKED = 50;

/** How retrieval reaches a reranker. `index` counts into `passages`; best first. */
export type Reranker = (
  request: { readonly query: string; readonly passages: readonly string[]; readonly top: number },
  model: string | undefined,
  call: ToolCall,
) => Promise<{
  readonly ranked: readonly { readonly index: number; readonly score: number }[];
  readonly receipt?: Receipt;
}>;

export type Reranked = {
  readonly ranked: readonly Fused[];
  readonly receipt?: Receipt;
  readonly notes: readonly string[];
};

/** The best candidates in the reranker's order, the rest after them. A failure leaves the order as it was, and is told. */
export async function rerankHits(
  fused: readonly Fused[],
  request: Pick<SearchRequest, 'query' | 'topK' | 'rerank'>,
  { store, reranker }: { readonly store: CollectionStore; readonly reranker?: Reranker },
  call: ToolCall,
): Promise<Reranked> {
  const { query, rerank = false } = request;
  if (rerank === false || fused.length === 0) return { ranked: fused, notes: [] };
  const model = typeof rerank === 'string' ? rerank : undefined;
  try {
    if (reranker === undefined) throw new ProviderError('not_configured', { message: 'There is no reranker here.' });
    const byId = new Map(fused.map((each) => [each.id, each]));
    const chunks = await store.chunks(fused.slice(0, Math.max(RERANKED, request.topK)).map(({ id }) => id));
    const passages = chunks.map(({ text }) => text);
    const { ranked, receipt } = await reranker(
      { query, passages, top: Math.min(request.topK, passages.length) },
      model,
      call,
    );
    const best = new Map<string, Fused>();
    for (const { index, score } of ranked) {
      const candidate = byId.get(chunks[index]?.id ?? '');
      if (candidate === undefined || !Number.isFinite(score)) {
        throw new ProviderError('bad_response', { message: 'The reranker named a passage that it was not given.' });
      }
      if (best.has(candidate.id)) continue;
      best.set(candidate.id, { ...candidate, score, legs: { ...candidate.legs, rerank: best.size + 1 } });
    }
    return { ranked: [...best.values(), ...fused.filter(({ id }) => !best.has(id))], receipt, notes: [] };
  } catch (error) {
    rethrowUnlessOptional(error, model);
    return { ranked: fused, notes: [`Not reranked. ${reasonOf(error)}`] };
  }
}
