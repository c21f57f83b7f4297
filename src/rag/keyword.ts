import type { Filter } from '../core/retrieval.ts';
import type { ChunkScore, CollectionStore } from '../core/store.ts';
import { queryTerms } from './segment.ts';

/** A query's first this many terms are looked up; a pasted page would gain nothing from more. */
const MAX_TERMS = 128;

/** The terms of a query as the collection's keyword leg knows them. Plain words: no query has a syntax. */
export const keywordTerms = (query: string, languages: readonly string[]): readonly string[] =>
  queryTerms(query, languages, MAX_TERMS);

/** BM25 over segmented words. */
export async function searchKeyword(
  store: CollectionStore,
  query: {
    readonly text: string;
    readonly languages: readonly string[];
    readonly limit: number;
    readonly filter?: Filter;
  },
): Promise<readonly ChunkScore[]> {
  const terms = keywordTerms(query.text, query.languages);
  return terms.length === 0 ? [] : store.keyword({ terms, limit: query.limit, filter: query.filter });
}
