import type { Community, CommunitySummary, EntityLink, GraphStore } from '../../core/graph.ts';
import type { Filter } from '../../core/retrieval.ts';
import type { ChunkRecord, CollectionStore } from '../../core/store.ts';
import { bestQuote } from '../quote.ts';
import { indexTerms } from '../segment.ts';
import { pageRank } from './pagerank.ts';
import { linksOf } from './search-local.ts';

/** Mentions of its members that are read to find where a community is at home. */
const READ = 4_000;
const MOST_ENTITIES = 12;
const MOST_CHUNKS = 8;
const SENTENCES = 3;
const NAMES_IN_TITLE = 3;

/** A community with what shows it best: its best-connected entities and the chunks where they stand together. */
export type Theme = {
  readonly community: Community;
  /** Best-connected first; only those that the filter lets be seen. */
  readonly entities: readonly EntityLink[];
  /** Highest PageRank inside the community first. */
  readonly chunks: readonly ChunkRecord[];
  /** Members that the filter lets be seen. */
  readonly members: number;
  /** Chunks that mention at least one member. */
  readonly size: number;
};

/** Reads a community; `undefined` where the filter leaves nothing of it. */
export async function readTheme(
  store: CollectionStore,
  graph: GraphStore,
  community: Community,
  filter: Filter | undefined,
): Promise<Theme | undefined> {
  const inside = await graph.neighbourhood({ chunks: [], entities: community.members, limit: READ, rounds: 0, filter });
  const seeds = { chunks: new Map<string, number>(), entities: new Map(inside.entities.map(({ id }) => [id, 1])) };
  const ranks = pageRank(inside, seeds, inside.chunks.length);
  const visible = new Set(inside.mentions.map(([, entity]) => entity));
  const ids = inside.entities
    .map(({ id }, place) => ({ id, place, rank: ranks.entities[place] ?? 0 }))
    .filter(({ place }) => visible.has(place))
    .sort((left, right) => right.rank - left.rank || (left.id < right.id ? -1 : 1))
    .map(({ id }) => id);
  if (ids.length === 0) return undefined;
  return {
    community,
    entities: await linksOf(graph, ids.slice(0, MOST_ENTITIES)),
    chunks: await store.chunks(ranks.chunks.slice(0, MOST_CHUNKS).map(({ id }) => id)),
    members: ids.length,
    size: inside.chunks.length,
  };
}

/** A community described by its own sentences. No model is asked, and nothing is said that no document says. */
export function summaryOf({ community, entities, chunks, members, size }: Theme, total: number): CommunitySummary {
  const terms = indexTerms(entities.map(({ name }) => name).join('\n')).terms;
  const findings = chunks
    .slice(0, SENTENCES)
    .map(({ id, text }) => ({ text: bestQuote(text, terms), chunks: [id] }))
    .filter(({ text }) => text !== '');
  return {
    id: community.id,
    level: community.level,
    title: entities
      .slice(0, NAMES_IN_TITLE)
      .map(({ name }) => name)
      .join(', '),
    summary: `${members} entities in ${size} of ${total} passages.`,
    rank: total === 0 ? 0 : size / total,
    entities,
    findings,
    chunks: chunks.map(({ id }) => id),
  };
}
