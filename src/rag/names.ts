import { ProviderError } from '../core/errors.ts';

/** A `not_found` that names the collections most like the one asked for. */
export function unknownCollection(name: string, known: readonly string[]): ProviderError {
  const near = nearestNames(name, known, 3);
  return new ProviderError('not_found', {
    message: `There is no collection "${name.slice(0, 80)}".`,
    hint:
      near.length > 0 ? `Did you mean ${near.map((known) => `"${known}"`).join(' or ')}?` : 'Make one with rag_index.',
  });
}

/** Up to `count` names, most alike first, by the letter pairs they share. */
function nearestNames(name: string, known: readonly string[], count: number): readonly string[] {
  const wanted = pairsOf(name);
  const likeness = (other: string): number => {
    const pairs = pairsOf(other);
    const common = [...pairs].filter((pair) => wanted.has(pair)).length;
    return (2 * common) / (wanted.size + pairs.size);
  };
  return known
    .map((other) => ({ other, score: likeness(other) }))
    .sort((left, right) => right.score - left.score || (left.other < right.other ? -1 : 1))
    .slice(0, count)
    .map(({ other }) => other);
}

function pairsOf(name: string): ReadonlySet<string> {
  const padded = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, index) => padded.slice(index, index + 2)));
}
