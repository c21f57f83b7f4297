import { asProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { SearchMode, SearchRequest } from '../core/retrieval.ts';
import type { CollectionStore, StoreManifest } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { type Embedder, embedChecked } from './embedder.ts';
import type { Variant } from './expand.ts';
import { type Fused, type Legs, lexicalFirst, reciprocalRank } from './fuse.ts';
import { keywordTerms, searchKeyword } from './keyword.ts';
import { reasonOf } from './sources.ts';

/** How deep each leg is read before the two are joined. */
const candidatesFor = (topK: number): number => Math.max(100, topK * 3);

/** The engines in this process are weak embedders: their vote must not outweigh an exact word. */
export const isWeak = (model: string): boolean => model.startsWith('embedded/');

export type Ranking = {
  readonly ranked: readonly Fused[];
  readonly mode: SearchMode;
  readonly receipt?: Receipt;
  readonly note?: string;
};

export type RankParts = {
  readonly store: CollectionStore;
  readonly embedder: Embedder;
  readonly manifest: StoreManifest | undefined;
};

/** Ranks chunks for one text by words, by meaning, or by both. A failing embedder costs the vector leg, not the search. */
export async function rankChunks(
  { text, kind }: Variant,
  { mode, filter, topK }: Pick<SearchRequest, 'mode' | 'filter' | 'topK'>,
  { store, embedder, manifest }: RankParts,
  call: ToolCall,
): Promise<Ranking> {
  const wanted = mode ?? (manifest?.embedModel === undefined ? 'keyword' : 'hybrid');
  const embedded = wanted === 'keyword' ? {} : await vectorOf(embedder, manifest, { text, kind }, call);
  const { vector, receipt, note } = embedded;
  const used: SearchMode = vector === undefined ? 'keyword' : wanted;
  const limit = used === 'hybrid' ? candidatesFor(topK) : topK;
  const languages = manifest?.languages ?? [];
  const legs: Legs = {
    keyword: used === 'vector' ? [] : await searchKeyword(store, { text, languages, limit, filter }),
    vector: vector === undefined ? [] : await store.vector({ vector, limit, filter }),
  };
  const ranked =
    used === 'hybrid' && vector !== undefined
      ? await fuse(store, manifest, legs, { text, vector })
      : legs[used === 'vector' ? 'vector' : 'keyword'].map(({ id, score }, index) => ({
          id,
          score,
          legs: { [used]: index + 1 },
        }));
  return { ranked, mode: used, receipt, note };
}

async function fuse(
  store: CollectionStore,
  manifest: StoreManifest | undefined,
  legs: Legs,
  { text, vector }: { readonly text: string; readonly vector: Float32Array },
): Promise<readonly Fused[]> {
  if (!isWeak(manifest?.embedModel ?? '')) return reciprocalRank(legs);
  const known = new Map(legs.vector.map(({ id, score }) => [id, score]));
  const others = legs.keyword.map(({ id }) => id).filter((id) => !known.has(id));
  for (const { id, score } of await store.similarities(vector, others)) known.set(id, score);
  return lexicalFirst(legs, known, keywordTerms(text, manifest?.languages ?? []).length);
}

type QueryVector = { readonly vector?: Float32Array; readonly receipt?: Receipt; readonly note?: string };

async function vectorOf(
  embedder: Embedder,
  manifest: StoreManifest | undefined,
  { text, kind }: Variant,
  call: ToolCall,
): Promise<QueryVector> {
  if (manifest?.embedModel === undefined) {
    return { note: 'The collection has no vectors: searched by keyword. Index it again with embed_model to add them.' };
  }
  try {
    const inputType = kind === 'query' ? 'query' : 'document';
    const { vectors, receipt } = await embedChecked(embedder, [text], inputType, manifest.embedModel, call);
    const [vector] = vectors;
    if (vector !== undefined) return { vector, receipt };
    return { receipt, note: `${manifest.embedModel} does not know the words of this query: searched by keyword.` };
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    return { note: `The query could not be embedded: searched by keyword. ${reasonOf(error)}` };
  }
}
