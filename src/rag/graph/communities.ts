import { createHash } from 'node:crypto';
import type { Community, Cooccurrence } from '../../core/graph.ts';
import { seeded } from '../../core/seeded.ts';

/** A community of at most so many is not divided further. As GraphRAG has it, where a report must fit one answer. */
const SMALL = 10;
const MOST_LEVELS = 3;
/** A pair is no theme. */
const LEAST_MEMBERS = 3;

type Neighbours = ReadonlyMap<number, ReadonlyMap<number, number>>;

/**
 * Groups of entities that stand together more than chance would have it, and groups within those that are large. The same
 * graph gives the same groups: nodes come in the order of the graph, and chance is seeded.
 */
export async function findCommunities({ entities, pairs }: Cooccurrence): Promise<readonly Community[]> {
  const neighbours = new Map<number, Map<number, number>>();
  const link = (one: number, other: number, weight: number): void => {
    const known = neighbours.get(one) ?? new Map<number, number>();
    neighbours.set(one, known.set(other, weight));
  };
  for (const [one, other, weight] of pairs) {
    link(one, other, weight);
    link(other, one, weight);
  }
  const found: Community[] = [];
  const divide = async (members: readonly number[], level: number, parent: string | undefined): Promise<void> => {
    const groups = await grouped(members, neighbours);
    // One group is no division.
    if (parent !== undefined && groups.length < 2) return;
    for (const group of groups) {
      if (group.length < LEAST_MEMBERS) continue;
      const ids = group.map((place) => entities[place]?.id ?? '').sort();
      const id = createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 20);
      found.push({ id, level, parent, members: ids });
      if (group.length > SMALL && level + 1 < MOST_LEVELS) await divide(group, level + 1, id);
    }
  };
  // Places follow the order of rows, which may differ between two stores of one graph; ids do not.
  const byId = [...neighbours.keys()].sort((left, right) =>
    (entities[left]?.id ?? '') < (entities[right]?.id ?? '') ? -1 : 1,
  );
  await divide(byId, 0, undefined);
  return found;
}

/** Louvain over the members, and then each group's connected parts: Louvain may leave a group in two. */
async function grouped(members: readonly number[], neighbours: Neighbours): Promise<readonly (readonly number[])[]> {
  const [{ default: graphology }, { default: module }] = await Promise.all([
    import('graphology'),
    import('graphology-communities-louvain'),
  ]);
  // A CommonJS module that is the function itself; its types describe an ES module.
  const louvain = module as unknown as typeof module.default;
  const graph = new graphology.UndirectedGraph();
  const inside = new Set(members);
  for (const place of members) graph.addNode(String(place));
  for (const place of members) {
    for (const [other, weight] of neighbours.get(place) ?? []) {
      if (place < other && inside.has(other)) graph.addEdge(String(place), String(other), { weight });
    }
  }
  if (graph.size === 0) return [];
  const community = louvain(graph, { getEdgeWeight: 'weight', rng: seeded(1) });
  const groups = new Map<number, number[]>();
  for (const place of members) {
    const name = community[String(place)] ?? -1;
    groups.set(name, [...(groups.get(name) ?? []), place]);
  }
  return [...groups.values()].flatMap((group) => connectedParts(group, neighbours));
}

function connectedParts(group: readonly number[], neighbours: Neighbours): readonly (readonly number[])[] {
  const left = new Set(group);
  const parts: number[][] = [];
  for (const start of group) {
    if (!left.delete(start)) continue;
    const part = [start];
    for (const place of part) {
      for (const other of neighbours.get(place)?.keys() ?? []) if (left.delete(other)) part.push(other);
    }
    parts.push(part);
  }
  return parts;
}
