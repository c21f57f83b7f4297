import type { EntityLink, GraphStore } from '../../core/graph.ts';
import type { SearchReport, SearchRequest } from '../../core/retrieval.ts';
import type { CollectionStore } from '../../core/store.ts';
import { fuseWithGraph } from '../fuse.ts';
import { keywordTerms } from '../keyword.ts';
import { hitsOf } from '../search.ts';
import { type LocalRanks, rankLocally, seedRanking } from './local.ts';

/** How deep each leg is read before the two are joined. */
const DEPTH = 100;
const MOST_ENTITIES = 10;

/** `graph_local`: passages by their words and by the entities that connect them. */
export async function searchLocally(
  store: CollectionStore,
  graph: GraphStore,
  { query, filter, topK }: SearchRequest,
): Promise<SearchReport> {
  const [manifest, { chunks: total }] = [await store.manifest(), await store.counts()];
  const languages = manifest?.languages ?? [];
  const limit = Math.max(DEPTH, topK * 3);
  const keyword = await seedRanking(store, { text: query, languages, limit, filter });
  const ranks = await rankLocally(graph, { text: query, filter, ranked: keyword, total });
  const ranked = fuseWithGraph(keyword, ranks.chunks.slice(0, limit));
  const hits = await hitsOf(store, ranked.slice(0, topK), keywordTerms(query, languages));
  const { chunks: read } = await graph.state();
  const behind = total - read;
  return {
    hits,
    mode: 'graph_local',
    notes: [
      ...(behind > 0 ? [`${behind} of ${total} passages are not in the graph yet: run rag_index again.`] : []),
      ...store.notes,
    ],
    graph: { entities: await entitiesOf(graph, ranks), communities: [], points: [] },
  };
}

/** The entities that the question names, then those where the walk was found most often. */
async function entitiesOf(store: GraphStore, { graph, named, entities }: LocalRanks): Promise<readonly EntityLink[]> {
  // An entity of whose chunks the filter lets none through must not be seen.
  const visible = new Set(graph.mentions.map(([, entity]) => graph.entities[entity]?.id ?? ''));
  const reached = graph.entities
    .map(({ id }, place) => ({ id, rank: entities[place] ?? 0 }))
    .sort((left, right) => right.rank - left.rank || (left.id < right.id ? -1 : 1))
    .map(({ id }) => id);
  const ids = [...new Set([...named.map(({ id }) => id), ...reached])].filter((id) => visible.has(id));
  return linksOf(store, ids.slice(0, MOST_ENTITIES));
}

/** Entities as a reader sees them, in the order of their ids. */
export async function linksOf(store: GraphStore, ids: readonly string[]): Promise<readonly EntityLink[]> {
  const rows = new Map((await store.entities(ids)).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ id, name: row.name, type: row.type, chunks: row.chunks }];
  });
}
