import { ProviderError } from '../../core/errors.ts';
import type { EntityCard, EntityMention, EntityRow, GraphSource, GraphStore } from '../../core/graph.ts';
import type { ChunkRecord, CollectionStore } from '../../core/store.ts';
import { bestQuote } from '../quote.ts';
import { indexTerms } from '../segment.ts';
import { describingMentions, descriptionsIn, madeDescription } from './describe.ts';
import { linksOf } from './search-local.ts';

const MOST_MENTIONS = 50;
const MOST_NEIGHBOURS = 24;
const MOST_LINKS = 80;
/** Mentions read to find what stands with an entity. */
const READ = 6_000;

/** All that is known of an entity, each piece with the chunk that says it. Throws `not_found`. */
export async function entityCard(
  store: CollectionStore,
  graph: GraphStore,
  collection: string,
  id: string,
): Promise<EntityCard> {
  const [entity] = await graph.entities([id]);
  if (entity === undefined) {
    throw new ProviderError('not_found', {
      message: `The graph of "${collection}" has no entity ${id.slice(0, 40)}.`,
      hint: 'rag_search in the mode graph_local names entities with their ids.',
    });
  }
  const mentions = await describingMentions(graph, id);
  const descriptions = descriptionsIn(mentions);
  const around = await surroundings(graph, entity);
  const { name, type, chunks } = entity;
  return {
    collection,
    id,
    name,
    type,
    chunks,
    description: await madeDescription(graph, name, descriptions),
    descriptions,
    mentions: await sourcesOf(store, mentions.slice(0, MOST_MENTIONS)),
    ...around,
  };
}

/** The mentions where a reader finds them. */
async function sourcesOf(store: CollectionStore, mentions: readonly EntityMention[]): Promise<readonly GraphSource[]> {
  const chunks = new Map((await store.chunks(mentions.map(({ chunk }) => chunk))).map((chunk) => [chunk.id, chunk]));
  return mentions.flatMap((mention) => {
    const chunk = chunks.get(mention.chunk);
    return chunk === undefined ? [] : [sourceOf(chunk, mention)];
  });
}

function sourceOf(chunk: ChunkRecord, { name, start, end }: EntityMention): GraphSource {
  const { id, document, source, page, text } = chunk;
  return {
    chunk: id,
    document,
    source,
    page,
    start: chunk.start + (start ?? 0),
    end: start === undefined ? chunk.end : chunk.start + (end ?? text.length),
    quote: bestQuote(text, indexTerms(name).terms),
  };
}

/** What stands with it, by the number of chunks that they share, and how those stand with each other. */
async function surroundings(store: GraphStore, entity: EntityRow): Promise<Pick<EntityCard, 'neighbours' | 'links'>> {
  const near = await store.neighbourhood({ chunks: [], entities: [entity.id], limit: READ, rounds: 1 });
  const chunksOf = new Map<number, Set<number>>();
  for (const [chunk, place] of near.mentions) chunksOf.set(place, (chunksOf.get(place) ?? new Set()).add(chunk));
  const shared = (one: number, other: number): number => {
    const [left, right] = [chunksOf.get(one) ?? new Set(), chunksOf.get(other) ?? new Set()];
    return [...left].filter((chunk) => right.has(chunk)).length;
  };
  // The one that was asked for comes first, under whichever of its names.
  const centre = 0;
  const others = near.entities
    .map(({ id }, place) => ({ id, place, weight: shared(centre, place) }))
    .filter(({ place, weight }) => place !== centre && weight > 0)
    .sort((left, right) => right.weight - left.weight || (left.id < right.id ? -1 : 1))
    .slice(0, MOST_NEIGHBOURS);
  const drawn = [{ id: entity.id, place: centre }, ...others];
  const described = new Map(
    (
      await store.relations(
        drawn.map(({ id }) => id),
        MOST_LINKS,
      )
    ).map((relation) => [[relation.source, relation.target].sort().join(' '), relation.description]),
  );
  const links = drawn.flatMap((one, index) =>
    drawn.slice(index + 1).map((other) => ({
      source: one.id,
      target: other.id,
      weight: shared(one.place, other.place),
      description: described.get([one.id, other.id].sort().join(' ')),
    })),
  );
  const heaviest = links.filter(({ weight, description }) => weight > 0 || description !== undefined);
  return {
    neighbours: await linksOf(
      store,
      others.map(({ id }) => id),
    ),
    links: heaviest.sort((left, right) => right.weight - left.weight).slice(0, MOST_LINKS),
  };
}
