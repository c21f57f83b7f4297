import { asProviderError } from '../core/errors.ts';
import type { Receipt } from '../core/receipt.ts';
import type { SearchHit, SearchMode, SearchReport, SearchRequest } from '../core/retrieval.ts';
import type { CollectionStore, StoreManifest } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { type Embedder, embedChecked } from './embedder.ts';
import { type Fused, type Legs, lexicalFirst, reciprocalRank } from './fuse.ts';
import { keywordTerms, searchKeyword } from './keyword.ts';
import { bestQuote } from './quote.ts';
import { reasonOf } from './sources.ts';

/** How deep each leg is read before the two are joined. */
const candidatesFor = (topK: number): number => Math.max(100, topK * 3);

/** The engines in this process are weak embedders: their vote must not outweigh an exact word. */
const isWeak = (model: string): boolean => model.startsWith('embedded/');

type QueryVector = { readonly vector?: Float32Array; readonly receipt?: Receipt; readonly note?: string };

/** Searches one collection by words, by meaning, or by both. A failing embedder costs the vector leg, not the search. */
export async function searchCollection(
  store: CollectionStore,
  embedder: Embedder,
  request: SearchRequest,
  call: ToolCall,
): Promise<SearchReport> {
  const manifest = await store.manifest();
  const wanted = request.mode ?? (manifest?.embedModel === undefined ? 'keyword' : 'hybrid');
  const { vector, receipt, note } =
    wanted === 'keyword' ? {} : await queryVector(embedder, manifest, request.query, call);
  const mode: SearchMode = vector === undefined ? 'keyword' : wanted;
  const languages = manifest?.languages ?? [];
  const legs: Legs = {
    keyword:
      mode === 'vector'
        ? []
        : await searchKeyword(store, {
            text: request.query,
            languages,
            limit: mode === 'keyword' ? request.topK : candidatesFor(request.topK),
            filter: request.filter,
          }),
    vector:
      vector === undefined
        ? []
        : await store.vector({
            vector,
            limit: mode === 'vector' ? request.topK : candidatesFor(request.topK),
            filter: request.filter,
          }),
  };
  const ranked = await rank(store, manifest, mode, legs, vector);
  const hits = await hitsOf(store, ranked.slice(0, request.topK), keywordTerms(request.query, languages));
  return { hits, mode, notes: [...(note === undefined ? [] : [note]), ...store.notes], receipt };
}

async function rank(
  store: CollectionStore,
  manifest: StoreManifest | undefined,
  mode: SearchMode,
  legs: Legs,
  vector: Float32Array | undefined,
): Promise<readonly Fused[]> {
  if (mode !== 'hybrid' || vector === undefined) {
    const leg = mode === 'vector' ? 'vector' : 'keyword';
    return legs[leg].map(({ id, score }, index) => ({ id, score, legs: { [leg]: index + 1 } }));
  }
  if (!isWeak(manifest?.embedModel ?? '')) return reciprocalRank(legs);
  const known = new Map(legs.vector.map(({ id, score }) => [id, score]));
  const others = legs.keyword.map(({ id }) => id).filter((id) => !known.has(id));
  for (const { id, score } of await store.similarities(vector, others)) known.set(id, score);
  return lexicalFirst(legs, known);
}

async function queryVector(
  embedder: Embedder,
  manifest: StoreManifest | undefined,
  query: string,
  call: ToolCall,
): Promise<QueryVector> {
  if (manifest?.embedModel === undefined) {
    return { note: 'The collection has no vectors: searched by keyword. Index it again with embed_model to add them.' };
  }
  try {
    const { vectors, receipt } = await embedChecked(embedder, [query], 'query', manifest.embedModel, call);
    const [vector] = vectors;
    if (vector !== undefined) return { vector, receipt };
    return { receipt, note: `${manifest.embedModel} does not know the words of this query: searched by keyword.` };
  } catch (error) {
    if (asProviderError(error).code === 'cancelled') throw error;
    return { note: `The query could not be embedded: searched by keyword. ${reasonOf(error)}` };
  }
}

/** The ranked chunks as hits; those deleted since are left out. */
export async function hitsOf(
  store: CollectionStore,
  ranked: readonly Fused[],
  terms: readonly string[],
): Promise<readonly SearchHit[]> {
  const chunks = new Map((await store.chunks(ranked.map(({ id }) => id))).map((chunk) => [chunk.id, chunk]));
  return ranked.flatMap(({ id, score, legs }) => {
    const chunk = chunks.get(id);
    // Deleted since it was ranked.
    if (chunk === undefined) return [];
    const { text, document, source, page, start, end, metadata } = chunk;
    return [{ id, text, quote: bestQuote(text, terms), score, legs, document, source, page, start, end, metadata }];
  });
}
