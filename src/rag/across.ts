import type { CollectionHit, SearchHit } from '../core/retrieval.ts';
import { analyse, indexTerms, queryTerms } from './segment.ts';

/** A hit's place in its own collection counts this much beside its words. */
const PLACE_WEIGHT = 0.3;

export type Found = { readonly collection: string; readonly hits: readonly SearchHit[] };

/**
 * One order for hits of several collections. Their scores cannot be compared (rare in one, a word is common in another; one
 * is ranked by words, another by vectors), so each is judged by how much of the query it holds, rare words counting more, and
 * by its place at home.
 */
export function mergeCollections(query: string, found: readonly Found[]): readonly CollectionHit[] {
  const answering = found.filter(({ hits }) => hits.length > 0);
  const all = answering.flatMap(({ collection, hits }) =>
    hits.map((hit, place) => ({ hit: { ...hit, collection }, place })),
  );
  if (answering.length <= 1) return all.map(({ hit }) => hit);
  const wanted = new Set(queryTerms(query, [...new Set(['english', analyse(query).language])], 128));
  const held = all.map(({ hit }) => new Set(indexTerms(hit.text).terms.filter((term) => wanted.has(term))));
  const weights = weightsOf(held);
  const whole = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const worth = ({ place }: { readonly place: number }, terms: ReadonlySet<string> = new Set()): number => {
    const share = [...terms].reduce((sum, term) => sum + (weights.get(term) ?? 0), 0) / (whole || 1);
    return share + PLACE_WEIGHT / (1 + place);
  };
  return all
    .map((each, index) => ({ hit: each.hit, worth: worth(each, held[index]) }))
    .sort((left, right) => right.worth - left.worth || (left.hit.id < right.hit.id ? -1 : 1))
    .map(({ hit }) => hit);
}

/** The fewer hits hold a term, the more it weighs. */
function weightsOf(held: readonly ReadonlySet<string>[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const terms of held) for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return new Map([...counts].map(([term, count]) => [term, Math.log(1 + held.length / count)]));
}
