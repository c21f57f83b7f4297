import type { DatabaseSync } from 'node:sqlite';
import type { EntityNode, Neighbourhood } from '../../core/graph.ts';
import type { SqlCondition } from './filter.ts';
import type { Aliases } from './graph-aliases.ts';
import { numberIn, type Row, textIn } from './rows.ts';

/** How many chunks an entity may stand in to tell anything, and how few. */
export type Bounds = { readonly least: number; readonly most: number };

export type NeighbourhoodQuery = {
  readonly chunks: readonly string[];
  readonly entities: readonly string[];
  /** Mentions read at most: rare entities first, since a common one leads everywhere. */
  readonly limit: number;
  readonly rounds?: number;
  readonly condition?: SqlCondition;
};

/** Chunk to entity to chunk and so on: beyond this many steps little weight arrives. */
const ROUNDS = 3;
/** Chunks from which a step goes on: those that the rarest entities lead to. Each names some fifty entities. */
const FRONTIER = 400;

type Found = { readonly key: number; readonly node: EntityNode };

export const nodeOf = (row: Row): EntityNode => ({
  id: textIn(row, 'id'),
  phrase: textIn(row, 'phrase'),
  type: textIn(row, 'type'),
  chunks: numberIn(row, 'chunks'),
});

const foundOf = (row: Row): Found => ({ key: numberIn(row, 'key'), node: nodeOf(row) });

/** Reads outward from the seeds until nothing new comes, or enough. */
export function readNeighbourhood(
  database: DatabaseSync,
  query: NeighbourhoodQuery,
  aliases: Aliases,
  bounds: Bounds,
): Neighbourhood {
  const ENTITY = 'e.key, e.id, e.phrase, e.type, e.chunks';
  const named = `EXISTS (SELECT 1 FROM graph_aliases a WHERE a.alias = e.phrase OR a.phrase = e.phrase)`;
  const tells = `(e.chunks BETWEEN ${bounds.least} AND ${bounds.most} OR (e.chunks < ${bounds.least} AND ${named}))`;
  const entitiesOf = database.prepare(
    `SELECT DISTINCT ${ENTITY} FROM graph_mentions m JOIN graph_entities e ON e.key = m.entity
    WHERE m.chunk IN (SELECT value FROM json_each(?)) AND ${tells}`,
  );
  const byPhrase = database.prepare(
    `SELECT ${ENTITY} FROM graph_entities e WHERE e.phrase IN (SELECT value FROM json_each(?))`,
  );
  const { condition } = query;
  const allowed =
    condition === undefined
      ? ''
      : `AND m.chunk IN (SELECT c.key FROM chunks c JOIN documents d ON d.key = c.document WHERE ${condition.sql})`;
  const mentionsOf = database.prepare(
    `SELECT m.entity, m.chunk FROM graph_mentions m WHERE m.entity IN (SELECT value FROM json_each(?)) ${allowed}
    ORDER BY m.entity, m.chunk`,
  );

  const nodes: EntityNode[] = [];
  const placeOfNode = new Map<string, number>();
  const expanded = new Map<number, number>();
  const chunkPlaces = new Map<number, number>();
  const mentions = new Set<number>();
  const pairs: [number, number][] = [];
  let left = query.limit;

  const placeFor = ({ node }: Found): number => {
    const phrase = aliases.canonical(node.phrase);
    const name = `${node.type}\0${phrase}`;
    const place = placeOfNode.get(name) ?? nodes.length;
    if (place === nodes.length) nodes.push(node);
    else if (node.phrase === phrase) nodes[place] = node;
    placeOfNode.set(name, place);
    return place;
  };
  const expand = (found: readonly Found[]): readonly number[] => {
    const siblings = found.flatMap(({ node }) => aliases.group(node.phrase).filter((phrase) => phrase !== node.phrase));
    const others = siblings.length === 0 ? [] : byPhrase.all(JSON.stringify(siblings)).map(foundOf);
    const wanted = new Map<number, Found>();
    for (const entity of [...found, ...others]) if (!expanded.has(entity.key)) wanted.set(entity.key, entity);
    const rarest = [...wanted.values()].sort(
      (left, right) => left.node.chunks - right.node.chunks || (left.node.id < right.node.id ? -1 : 1),
    );
    const taken: number[] = [];
    for (const entity of rarest) {
      if (entity.node.chunks > left) break;
      left -= entity.node.chunks;
      expanded.set(entity.key, placeFor(entity));
      taken.push(entity.key);
    }
    const fresh = new Map<number, number>();
    for (const row of mentionsOf.all(JSON.stringify(taken), ...(condition?.parameters ?? []))) {
      const [entity, chunk] = [numberIn(row, 'entity'), numberIn(row, 'chunk')];
      const chunkPlace = chunkPlaces.get(chunk) ?? chunkPlaces.size;
      const place = expanded.get(entity) ?? 0;
      const weight = fresh.get(chunk) ?? (chunkPlaces.has(chunk) ? undefined : 0);
      if (weight !== undefined) fresh.set(chunk, weight + 1 / Math.max(1, nodes[place]?.chunks ?? 1));
      chunkPlaces.set(chunk, chunkPlace);
      const pair = chunkPlace * 1_000_000 + place;
      if (mentions.has(pair)) continue;
      mentions.add(pair);
      pairs.push([chunkPlace, place]);
    }
    return [...fresh].sort(([, left], [, right]) => right - left).map(([chunk]) => chunk);
  };

  const seeds = database
    .prepare('SELECT key FROM chunks WHERE id IN (SELECT value FROM json_each(?)) ORDER BY key')
    .all(JSON.stringify(query.chunks))
    .map((row) => numberIn(row, 'key'));
  for (const key of seeds) chunkPlaces.set(key, chunkPlaces.size);
  const byId = database.prepare(
    `SELECT ${ENTITY} FROM graph_entities e WHERE e.id IN (SELECT value FROM json_each(?))`,
  );
  const asked = expand(byId.all(JSON.stringify(query.entities)).map(foundOf));
  let frontier: readonly number[] = [...new Set([...seeds, ...asked])];
  for (let round = 0; round < (query.rounds ?? ROUNDS) && frontier.length > 0 && left > 0; round++) {
    frontier = expand(entitiesOf.all(JSON.stringify(frontier.slice(0, FRONTIER))).map(foundOf));
  }
  return {
    chunks: idsOf(database, [...chunkPlaces.keys()]),
    entities: nodes,
    mentions: pairs,
    relations: relationsAmong(database, expanded),
  };
}

function idsOf(database: DatabaseSync, keys: readonly number[]): readonly string[] {
  const rows = database
    .prepare('SELECT key, id FROM chunks WHERE key IN (SELECT value FROM json_each(?))')
    .all(JSON.stringify(keys));
  const ids = new Map(rows.map((row) => [numberIn(row, 'key'), textIn(row, 'id')]));
  return keys.map((key) => ids.get(key) ?? '');
}

function relationsAmong(
  database: DatabaseSync,
  places: ReadonlyMap<number, number>,
): readonly (readonly [number, number, number])[] {
  const keys = JSON.stringify([...places.keys()]);
  return database
    .prepare(
      `SELECT source, target, sum(strength) AS strength FROM graph_relations
      WHERE source IN (SELECT value FROM json_each(?)) AND target IN (SELECT value FROM json_each(?))
      GROUP BY source, target ORDER BY source, target`,
    )
    .all(keys, keys)
    .map((row) => [
      places.get(numberIn(row, 'source')) ?? 0,
      places.get(numberIn(row, 'target')) ?? 0,
      numberIn(row, 'strength'),
    ]);
}
