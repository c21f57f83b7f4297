import type { ChunkScore } from '../core/store.ts';

export type Fused = {
  readonly id: string;
  readonly score: number;
  readonly legs: {
    readonly keyword?: number;
    readonly vector?: number;
    readonly graph?: number;
    readonly rerank?: number;
  };
};

export type Legs = { readonly keyword: readonly ChunkScore[]; readonly vector: readonly ChunkScore[] };

/** Reciprocal rank fusion's constant, as in the paper that proposed it: it needs no tuning. */
const RRF_K = 60;
/** Where the best match has this much BM25 for each term of the query, the words were the document's own. */
const TELLING_BM25 = 2;
/** What words are worth then; the rest is the cosine's. */
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
 * For a vector leg that is weaker than the keyword leg: BM25 and cosine, each beside the query's best. Where the words match
 * well they decide, as they would alone; the less of the query even the best match holds (a paraphrase), the more the cosine
 * decides. `cosines` knows more chunks than the vector leg returned, so that a keyword hit is never scored as if it had no
 * vector; `terms` is how many the keyword leg looked for.
 *
 * How well words match is judged by the term: by the sum, every long question seems to match well, by however little.
 */
export function lexicalFirst(legs: Legs, cosines: ReadonlyMap<string, number>, terms: number): readonly Fused[] {
  const bm25 = new Map(legs.keyword.map(({ id, score }) => [id, score]));
  const best = Math.max(0, legs.keyword[0]?.score ?? 0);
  const nearest = Math.max(0, ...cosines.values());
  const weight = LEXICAL_WEIGHT * Math.min(1, best / Math.max(1, terms) / TELLING_BM25);
  const share = (value: number | undefined, of: number) => (of === 0 ? 0 : Math.max(0, value ?? 0) / of);
  return ordered(legs, (id) => weight * share(bm25.get(id), best) + (1 - weight) * share(cosines.get(id), nearest));
}

/** The query as it was put counts as much as two variants of it: they help where it fails, and must not drown it. */
const OWN_WEIGHT = 2;

/** One order from the rankings of a query (first) and of its variants. A leg's rank is the best it had in any. */
export function joinRankings(rankings: readonly (readonly Fused[])[]): readonly Fused[] {
  const [own = []] = rankings;
  if (rankings.length <= 1) return own;
  const joined = new Map<string, Fused>();
  for (const [at, ranking] of rankings.entries()) {
    for (const [index, { id, legs }] of ranking.entries()) {
      const known = joined.get(id);
      const worth = (at === 0 ? OWN_WEIGHT : 1) / (RRF_K + index + 1);
      joined.set(id, {
        id,
        score: (known?.score ?? 0) + worth,
        legs: { keyword: better(known?.legs.keyword, legs.keyword), vector: better(known?.legs.vector, legs.vector) },
      });
    }
  }
  return [...joined.values()].sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
}

function better(left: number | undefined, right: number | undefined): number | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return Math.min(left, right);
}
