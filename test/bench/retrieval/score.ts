export type Scores = { readonly ndcg: number; readonly recall: number; readonly full: number };

const discount = (place: number): number => 1 / Math.log2(place + 2);

/** nDCG@10, recall of the whole ranking, and whether the first ten hold all that is relevant. Relevance is binary. */
export function score(ranked: readonly string[], relevant: ReadonlySet<string>): Scores {
  const first = ranked.slice(0, 10);
  const gained = first.reduce((sum, id, place) => sum + (relevant.has(id) ? discount(place) : 0), 0);
  const places = Array.from({ length: Math.min(10, relevant.size) }, (_, place) => discount(place));
  const ideal = places.reduce((sum, each) => sum + each, 0);
  return {
    ndcg: gained / ideal,
    recall: ranked.filter((id) => relevant.has(id)).length / relevant.size,
    full: first.filter((id) => relevant.has(id)).length === relevant.size ? 1 : 0,
  };
}

/** The mean of each score. */
export const meanOf = (scores: readonly Scores[]): Scores => ({
  ndcg: mean(scores.map(({ ndcg }) => ndcg)),
  recall: mean(scores.map(({ recall }) => recall)),
  full: mean(scores.map(({ full }) => full)),
});

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
