import type { Neighbourhood } from '../../core/graph.ts';
import type { ChunkScore } from '../../core/store.ts';

/** Share of the weight that goes on from a node; the rest returns to the seeds. As measured on two-hop questions. */
const DAMPING = 0.5;
const STEPS = 20;
/** A relation of strength 10 leads about as well as a rare entity. */
const RELATION_WEIGHT = 0.3;

export type Seeds = {
  /** Chunk id → weight. */
  readonly chunks: ReadonlyMap<string, number>;
  /** Entity id → weight. */
  readonly entities: ReadonlyMap<string, number>;
};

export type Ranks = {
  /** Best first; ties by id. */
  readonly chunks: readonly ChunkScore[];
  /** In the order of the neighbourhood. */
  readonly entities: Float64Array;
};

/** How much it tells that a chunk mentions an entity which stands in so many of all chunks. */
export const rarity = (chunks: number, total: number): number => Math.log(1 + total / Math.max(1, chunks));

/**
 * Personalised PageRank over chunks and entities: where a walk is found that starts at the seeds and often goes back to them.
 * Rare entities lead farther than common ones (`total` chunks are in the collection).
 */
export function pageRank(graph: Neighbourhood, seeds: Seeds, total: number): Ranks {
  const { chunks, entities } = graph;
  const size = chunks.length + entities.length;
  const weights = entities.map(({ chunks: count }) => rarity(count, total));
  const edges: Edges = { from: [], to: [], weight: [] };
  const join = (one: number, other: number, weight: number): void => {
    edges.from.push(one);
    edges.to.push(other);
    edges.weight.push(weight);
  };
  for (const [chunk, entity] of graph.mentions) join(chunk, chunks.length + entity, weights[entity] ?? 0);
  for (const [source, target, strength] of graph.relations) {
    join(chunks.length + source, chunks.length + target, RELATION_WEIGHT * strength);
  }
  const start = new Float64Array(size);
  for (const [place, id] of chunks.entries()) start[place] = seeds.chunks.get(id) ?? 0;
  for (const [place, { id }] of entities.entries()) start[chunks.length + place] = seeds.entities.get(id) ?? 0;
  // Sums of floats depend on their order, and that on the order of writing: the last digits must not break a tie.
  const ranks = walk(edges, normalised(start)).map((rank) => Number(rank.toPrecision(9)));
  return {
    chunks: chunks
      .map((id, place) => ({ id, score: ranks[place] ?? 0 }))
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1)),
    entities: ranks.slice(chunks.length),
  };
}

function normalised(start: Float64Array): Float64Array {
  const sum = start.reduce((total, value) => total + value, 0);
  return sum === 0 ? start : start.map((value) => value / sum);
}

/** Each edge leads both ways. Lists of numbers, since this is the inner loop of every graph search. */
type Edges = { readonly from: number[]; readonly to: number[]; readonly weight: number[] };

function walk({ from, to, weight }: Edges, start: Float64Array): Float64Array {
  const outgoing = new Float64Array(start.length);
  for (let edge = 0; edge < from.length; edge++) {
    const one = from[edge] ?? 0;
    const other = to[edge] ?? 0;
    const value = weight[edge] ?? 0;
    outgoing[one] = (outgoing[one] ?? 0) + value;
    outgoing[other] = (outgoing[other] ?? 0) + value;
  }
  let ranks = start;
  for (let step = 0; step < STEPS; step++) {
    const next = start.map((value) => value * (1 - DAMPING));
    const share = ranks.map((rank, node) => (DAMPING * rank) / (outgoing[node] || 1));
    for (let edge = 0; edge < from.length; edge++) {
      const one = from[edge] ?? 0;
      const other = to[edge] ?? 0;
      const value = weight[edge] ?? 0;
      next[other] = (next[other] ?? 0) + (share[one] ?? 0) * value;
      next[one] = (next[one] ?? 0) + (share[other] ?? 0) * value;
    }
    ranks = next;
  }
  return ranks;
}
