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

const comparable = (name: string): string => name.toLowerCase().replaceAll(/[-.\s/]+/g, '_');

/** The known names that a reader most likely meant, best first, at most three. Empty when none is close. */
export function nearestNames(wanted: string, known: readonly string[]): readonly string[] {
  const target = comparable(wanted.slice(0, 64));
  const limit = Math.max(2, Math.floor(target.length / 3));
  return known
    .map((name) => {
      const candidate = comparable(name);
      const contains = target.length >= 3 && (candidate.includes(target) || target.includes(candidate));
      return { name, score: contains ? 1 : distance(target, candidate, limit) };
    })
    .filter(({ score }) => score <= limit)
    .sort((left, right) => left.score - right.score || left.name.localeCompare(right.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` Did you mean chat?`, or nothing when no known name is close. */
export function didYouMean(wanted: string, known: readonly string[]): string {
  const names = nearestNames(wanted, known);
  return names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
}
