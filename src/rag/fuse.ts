import type { ChunkScore } from '../core/store.ts';

export type Fused = {
  readonly id: string;
  readonly score: number;
  readonly legs: { readonly keyword?: number; readonly vector?: number; readonly graph?: number };
};

export type Legs = { readonly keyword: readonly ChunkScore[]; readonly vector: readonly ChunkScore[] };

/** Reciprocal rank fusion's constant, as in the paper that proposed it: it needs no tuning. */
const RRF_K = 60;
/** A best BM25 of this much counts for half: below it, words say little about the query. */
const HALF_BM25 = 8;
const LEXICAL_WEIGHT = 0.6;

const ranksOf = (scores: readonly ChunkScore[]): ReadonlyMap<string, number> =>
  new Map(scores.map(({ id }, index) => [id, index + 1]));

/** The keyword leg and what the graph leads to, as legs of equal strength. */
export function fuseWithGraph(keyword: readonly ChunkScore[], graph: readonly ChunkScore[]): readonly Fused[] {
  return reciprocalRank({ keyword, vector: graph }).map(({ legs: { vector: rank, keyword }, ...fused }) => ({
    ...fused,
    legs: { keyword, graph: rank },
  }));
}

/** Best first; ties by id, so that one query has one answer. */
function ordered(legs: Legs, scoreOf: (id: string) => number): readonly Fused[] {
  const keyword = ranksOf(legs.keyword);
  const vector = ranksOf(legs.vector);
  return [...new Set([...keyword.keys(), ...vector.keys()])]
    .map((id) => ({ id, score: scoreOf(id), legs: { keyword: keyword.get(id), vector: vector.get(id) } }))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
}

/** For legs of about equal strength: each hit is worth 1 / (60 + rank) in each leg. */
export function reciprocalRank(legs: Legs): readonly Fused[] {
  const keyword = ranksOf(legs.keyword);
  const vector = ranksOf(legs.vector);
  const worth = (rank: number | undefined) => (rank === undefined ? 0 : 1 / (RRF_K + rank));
  return ordered(legs, (id) => worth(keyword.get(id)) + worth(vector.get(id)));
}

/**
 * For a vector leg that is weaker than the keyword leg: BM25 beside the query's best, and a smaller part of cosine. Where words
 * match well they decide, as they would alone; where even the best match is poor (a paraphrase) they count for little and
 * the cosine decides. `cosines` knows more chunks than the vector leg returned, so that a keyword hit is never scored as if
 * it had no vector.
 *
 * The sum with an absolute half-point, 0.5·b/(b+8) + 0.5·cos, fell below keyword alone on long questions: all their good
 * matches lie far beyond 8, where it no longer tells them apart.
 */
export function lexicalFirst(legs: Legs, cosines: ReadonlyMap<string, number>): readonly Fused[] {
  const bm25 = new Map(legs.keyword.map(({ id, score }) => [id, score]));
  const best = legs.keyword[0]?.score ?? 0;
  return ordered(
    legs,
    (id) =>
      LEXICAL_WEIGHT * (Math.max(0, bm25.get(id) ?? 0) / (best + HALF_BM25)) +
      (1 - LEXICAL_WEIGHT) * Math.max(0, cosines.get(id) ?? 0),
  );
}
