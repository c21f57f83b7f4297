import type { EntityNode, GraphStore, Neighbourhood } from '../../core/graph.ts';
import type { Filter } from '../../core/retrieval.ts';
import type { ChunkScore, CollectionStore } from '../../core/store.ts';
import { searchKeyword } from '../keyword.ts';
import { pageRank, type Ranks, rarity } from './pagerank.ts';
import { entitiesNamed } from './query-entities.ts';

/** Passages of the ordinary ranking from which the walk begins. */
const SEED_CHUNKS = 5;
/** Mentions read for one question. A collection of two thousand passages is read whole; of a large one, what lies near. */
const MOST_MENTIONS = 12_000;
/** All named entities together weigh as much as the best passage. */
const NAMED_WEIGHT = 1;

export type LocalQuery = {
  readonly text: string;
  readonly filter?: Filter;
  /** The ordinary ranking, best first. */
  readonly ranked: readonly ChunkScore[];
  /** Chunks of the collection. */
  readonly total: number;
};

export type LocalRanks = Ranks & { readonly graph: Neighbourhood; readonly named: readonly EntityNode[] };

/** The keyword leg, ties by id: the order of writing must not decide where a walk begins. */
export async function seedRanking(
  store: CollectionStore,
  query: Parameters<typeof searchKeyword>[1],
): Promise<readonly ChunkScore[]> {
  const found = await searchKeyword(store, query);
  return [...found].sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1));
}

/** Ranks the chunks that the graph leads to from the best passages and from the entities that the question names. */
export async function rankLocally(store: GraphStore, { text, filter, ranked, total }: LocalQuery): Promise<LocalRanks> {
  const named = await entitiesNamed(store, text);
  const seeds = ranked.slice(0, SEED_CHUNKS);
  const graph = await store.neighbourhood({
    chunks: seeds.map(({ id }) => id),
    entities: named.map(({ id }) => id),
    limit: MOST_MENTIONS,
    filter,
  });
  const sum = named.reduce((all, { chunks }) => all + rarity(chunks, total), 0);
  const ranks = pageRank(
    graph,
    {
      chunks: new Map(seeds.map(({ id }, index) => [id, 1 / (index + 1)])),
      entities: new Map(named.map(({ id, chunks }) => [id, (NAMED_WEIGHT * rarity(chunks, total)) / (sum || 1)])),
    },
    total,
  );
  return { ...ranks, graph, named };
}
