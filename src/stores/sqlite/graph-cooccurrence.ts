import type { DatabaseSync } from 'node:sqlite';
import type { Cooccurrence, EntityNode } from '../../core/graph.ts';
import type { Aliases } from './graph-aliases.ts';
import { type Bounds, nodeOf } from './graph-neighbourhood.ts';
import { numberIn } from './rows.ts';

/** Entities of one chunk that are joined with each other, rarest first: pairs grow with the square. */
const MOST_IN_CHUNK = 12;
/** Above this many pairs those that met only once are dropped: they are chance, and most of all pairs. */
const MANY_PAIRS = 200_000;
/** A relation that a model has read is worth more than a meeting. */
const RELATION_WEIGHT = 0.5;

/** Entities joined by the chunks (and, from a model, the relations) that they share, in an order that only the graph decides. */
export function readCooccurrence(
  database: DatabaseSync,
  limit: number,
  aliases: Aliases,
  bounds: Bounds,
): Cooccurrence {
  const found = readPairs(database, limit, aliases, bounds);
  // In a small collection no two phrases meet twice: then what stands in one chunk is all there is to go by.
  return found.pairs.length > 0 ? found : readPairs(database, limit, aliases, { ...bounds, least: 1 });
}

function readPairs(database: DatabaseSync, limit: number, aliases: Aliases, bounds: Bounds): Cooccurrence {
  const places = new Map<string, number>();
  const entities: EntityNode[] = [];
  const placeOfKey = new Map<number, number>();
  const rows = database
    .prepare(
      `SELECT key, id, phrase, type, chunks FROM graph_entities WHERE chunks BETWEEN ? AND ?
      ORDER BY chunks DESC, id LIMIT ?`,
    )
    .all(bounds.least, bounds.most, limit);
  for (const row of rows) {
    const node = nodeOf(row);
    const phrase = aliases.canonical(node.phrase);
    const name = `${node.type}\0${phrase}`;
    const place = places.get(name) ?? entities.length;
    if (place === entities.length) entities.push(node);
    else if (node.phrase === phrase) entities[place] = node;
    places.set(name, place);
    placeOfKey.set(numberIn(row, 'key'), place);
  }
  const weights = new Map<number, number>();
  const join = (one: number, other: number, weight: number): void => {
    if (one === other) return;
    const pair = Math.min(one, other) * entities.length + Math.max(one, other);
    weights.set(pair, (weights.get(pair) ?? 0) + weight);
  };
  let chunk = -1;
  let together: number[] = [];
  const close = (): void => {
    // Places follow frequency: the highest are the rarest.
    const members = [...new Set(together)].sort((left, right) => right - left).slice(0, MOST_IN_CHUNK);
    for (const [index, one] of members.entries()) for (const other of members.slice(0, index)) join(one, other, 1);
    together = [];
  };
  for (const row of database.prepare('SELECT chunk, entity FROM graph_mentions ORDER BY chunk').iterate()) {
    const place = placeOfKey.get(numberIn(row, 'entity'));
    if (numberIn(row, 'chunk') !== chunk) close();
    chunk = numberIn(row, 'chunk');
    if (place !== undefined) together.push(place);
  }
  close();
  for (const row of database.prepare('SELECT source, target, strength FROM graph_relations').iterate()) {
    const [source, target] = [placeOfKey.get(numberIn(row, 'source')), placeOfKey.get(numberIn(row, 'target'))];
    if (source !== undefined && target !== undefined) join(source, target, RELATION_WEIGHT * numberIn(row, 'strength'));
  }
  const least = weights.size > MANY_PAIRS ? 2 : 0;
  const pairs = [...weights]
    .filter(([, weight]) => weight >= least)
    .sort(([left], [right]) => left - right)
    .map(([pair, weight]) => [Math.floor(pair / entities.length), pair % entities.length, weight] as const);
  return { entities, pairs };
}
