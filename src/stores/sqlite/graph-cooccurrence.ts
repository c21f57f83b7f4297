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

/** Chunks read at once: between two lots other calls get their turn. */
const LOT = 2_000;

/** Counts which entities stand together, a lot of chunks at a time. The order of its result is the graph's own. */
export class CooccurrenceCount {
  readonly #entities: EntityNode[] = [];
  readonly #places = new Map<string, number>();
  readonly #placeOfKey = new Map<number, number>();
  readonly #weights = new Map<number, number>();
  #after = 0;

  constructor(database: DatabaseSync, limit: number, aliases: Aliases, bounds: Bounds) {
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
      const place = this.#places.get(name) ?? this.#entities.length;
      if (place === this.#entities.length) this.#entities.push(node);
      else if (node.phrase === phrase) this.#entities[place] = node;
      this.#places.set(name, place);
      this.#placeOfKey.set(numberIn(row, 'key'), place);
    }
  }

  /** Reads the next lot; false when there was none left. */
  readLot(database: DatabaseSync): boolean {
    const last = database
      .prepare('SELECT max(chunk) AS last FROM (SELECT chunk FROM graph_chunks WHERE chunk > ? ORDER BY chunk LIMIT ?)')
      .get(this.#after, LOT)?.last;
    if (typeof last !== 'number') return false;
    const rows = database
      .prepare('SELECT chunk, entity FROM graph_mentions WHERE chunk > ? AND chunk <= ? ORDER BY chunk')
      .iterate(this.#after, last);
    let chunk = -1;
    let together: number[] = [];
    for (const row of rows) {
      const place = this.#placeOfKey.get(numberIn(row, 'entity'));
      if (numberIn(row, 'chunk') !== chunk) {
        this.#joinAll(together);
        together = [];
      }
      chunk = numberIn(row, 'chunk');
      if (place !== undefined) together.push(place);
    }
    this.#joinAll(together);
    this.#after = last;
    return true;
  }

  result(database: DatabaseSync): Cooccurrence {
    for (const row of database.prepare('SELECT source, target, strength FROM graph_relations').iterate()) {
      const source = this.#placeOfKey.get(numberIn(row, 'source'));
      const target = this.#placeOfKey.get(numberIn(row, 'target'));
      if (source === undefined || target === undefined) continue;
      this.#join(source, target, RELATION_WEIGHT * numberIn(row, 'strength'));
    }
    const size = this.#entities.length;
    const least = this.#weights.size > MANY_PAIRS ? 2 : 0;
    const pairs = [...this.#weights]
      .filter(([, weight]) => weight >= least)
      .sort(([left], [right]) => left - right)
      .map(([pair, weight]) => [Math.floor(pair / size), pair % size, weight] as const);
    return { entities: this.#entities, pairs };
  }

  #joinAll(together: readonly number[]): void {
    // Places follow frequency: the highest are the rarest.
    const members = [...new Set(together)].sort((left, right) => right - left).slice(0, MOST_IN_CHUNK);
    for (const [index, one] of members.entries()) {
      for (const other of members.slice(0, index)) this.#join(one, other, 1);
    }
  }

  #join(one: number, other: number, weight: number): void {
    if (one === other) return;
    const pair = Math.min(one, other) * this.#entities.length + Math.max(one, other);
    this.#weights.set(pair, (this.#weights.get(pair) ?? 0) + weight);
  }
}
