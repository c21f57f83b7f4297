import type { Receipt } from '../core/receipt.ts';
import type { SearchHit, SearchReport, SearchRequest } from '../core/retrieval.ts';
import type { CollectionStore, StoreManifest } from '../core/store.ts';
import type { ToolCall } from '../core/tool.ts';
import { completeReport } from './complete.ts';
import { type Embedder, mergeReceipts } from './embedder.ts';
import { expandQuery, type Variant } from './expand.ts';
import { type Fused, joinRankings } from './fuse.ts';
import { keywordTerms } from './keyword.ts';
import { foreignLanguage } from './language.ts';
import { bestQuote } from './quote.ts';
import { isWeak, rankChunks } from './rank.ts';
import { RERANKED, type Reranker, rerankHits } from './rerank.ts';
import { TOKENIZER } from './segment.ts';
import type { Writer } from './writer.ts';

/** What a search may call upon. What is absent costs its part of the search, never the search. */
export type SearchServices = {
  readonly embedder: Embedder;
  readonly reranker?: Reranker;
  readonly writer?: Writer;
};

/** Searches one collection: the query and what a model made of it, ranked, reranked, quoted and answered as asked. */
export async function searchCollection(
  store: CollectionStore,
  services: SearchServices,
  request: SearchRequest,
  call: ToolCall,
): Promise<SearchReport> {
  const manifest = await store.manifest();
  const languages = manifest?.languages ?? [];
  const notes: string[] = [];
  const receipts: Receipt[] = [];
  const take = (part: { readonly receipt?: Receipt; readonly notes: readonly string[] }): void => {
    notes.push(...part.notes);
    if (part.receipt !== undefined) receipts.push(part.receipt);
  };

  const expanded = await expandQuery(request, languages, services.writer, call);
  take(expanded);
  const isDeep = expanded.variants.length > 0 || (request.rerank ?? false) !== false;
  const topK = isDeep ? Math.max(request.topK, RERANKED) : request.topK;
  const own: Variant = { text: request.query, kind: 'query' };
  const rankings = [];
  for (const variant of [own, ...expanded.variants]) {
    // A passage is like what is looked for in meaning; its words are a model's invention.
    const mode = variant.kind === 'passage' && request.mode !== 'keyword' ? 'vector' : request.mode;
    const ranking = await rankChunks(variant, { ...request, topK, mode }, { ...services, store, manifest }, call);
    take({ receipt: ranking.receipt, notes: ranking.note === undefined ? [] : [ranking.note] });
    rankings.push(ranking);
  }
  const mode = rankings[0]?.mode ?? 'keyword';
  const joined = joinRankings(rankings.map(({ ranked }) => ranked));
  const reranked = await rerankHits(joined, request, { store, reranker: services.reranker }, call);
  take(reranked);
  const terms = keywordTerms(request.query, languages);
  const hits = await hitsOf(store, reranked.ranked.slice(0, request.topK), terms);
  if (request.expand !== 'translate') notes.push(...languageNote(request.query, manifest, mode));
  if (manifest !== undefined && manifest.tokenizer !== TOKENIZER) {
    notes.push(
      'The collection was indexed by an older version, and finds less by words: run rag_index on its sources again.',
    );
  }
  const report = { hits, mode, notes: [...new Set([...notes, ...store.notes])], receipt: mergeReceipts(receipts) };
  return completeReport(report, { ...services, store }, request, call);
}

/** Words find nothing in another language, and the engine of this machine reads English alone. */
function languageNote(
  query: string,
  manifest: StoreManifest | undefined,
  mode: SearchReport['mode'],
): readonly string[] {
  const isMultilingual = mode !== 'keyword' && !isWeak(manifest?.embedModel ?? '');
  const language = foreignLanguage(query, manifest?.languages ?? []);
  if (language === undefined || isMultilingual) return [];
  const languages = (manifest?.languages ?? []).join(', ');
  return [
    `The query seems to be ${language}, the collection ${languages}: "expand":"translate" searches in its languages too.`,
  ];
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
