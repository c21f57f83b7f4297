import type { EntityRow, GraphStore } from '../../core/graph.ts';
import { possibleKeys } from './phrase.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const MAX_WORDS = 60;
const LONGEST = 6;

/** The entities that a question names, the longest name wherever two overlap. No tagger is needed: the graph knows its names. */
export async function entitiesNamed(graph: GraphStore, query: string): Promise<readonly EntityRow[]> {
  const words = [...segmenter.segment(query.slice(0, 2000))]
    .filter(({ isWordLike }) => isWordLike)
    .slice(0, MAX_WORDS)
    .map(({ segment, index }) => ({ start: index, end: index + segment.length }));
  const runs: { readonly first: number; readonly last: number; readonly keys: readonly string[] }[] = [];
  for (let length = Math.min(LONGEST, words.length); length > 0; length--) {
    for (let first = 0; first + length <= words.length; first++) {
      const [start, end] = [words[first]?.start, words[first + length - 1]?.end];
      runs.push({ first, last: first + length - 1, keys: possibleKeys(query.slice(start, end)) });
    }
  }
  const known = await graph.named([...new Set(runs.flatMap(({ keys }) => keys))]);
  const taken = new Set<number>();
  const named = new Map<string, EntityRow>();
  for (const { first, last, keys } of runs) {
    const found = keys.flatMap((key) => known.get(key) ?? []);
    const places = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    if (found.length === 0 || places.some((place) => taken.has(place))) continue;
    for (const place of places) taken.add(place);
    for (const row of found) named.set(row.id, row);
  }
  return [...named.values()];
}
