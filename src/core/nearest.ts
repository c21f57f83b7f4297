const LONGEST_COMPARED = 100;

/** Case and separators say nothing about what was meant. */
const comparable = (name: string): string =>
  name
    .slice(0, LONGEST_COMPARED)
    .toLowerCase()
    .replaceAll(/[-.\s/]+/g, '_');

/** Levenshtein distance, given up as soon as it must exceed `limit`. */
function distance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      current[column] = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, substitution);
    }
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return previous[right.length] ?? limit + 1;
}

/** The known names that a mistyped one most likely meant, best first; none when nothing is close. */
export function nearest(wanted: string, known: Iterable<string>, most = 3): readonly string[] {
  const target = comparable(wanted);
  const limit = Math.max(2, Math.floor(target.length / 3));
  return [...new Set(known)]
    .map((name) => {
      const candidate = comparable(name);
      const isMostOf = candidate.length * 2 > target.length && target.includes(candidate);
      const contains = target.length >= 3 && (candidate.includes(target) || isMostOf);
      return { name, score: contains ? 0.5 : distance(target, candidate, limit) };
    })
    .filter(({ score }) => score <= limit)
    .sort((left, right) => left.score - right.score || left.name.localeCompare(right.name))
    .slice(0, most)
    .map(({ name }) => name);
}

/** ` Did you mean a or b?`, or nothing when no known name is close. */
export function didYouMean(wanted: string, known: Iterable<string>): string {
  const names = nearest(wanted, known);
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}
