/** Edit distance of two short strings (Levenshtein), for suggestions. */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[right.length] ?? 0;
}

const MAX_COMPARED = 100;

/** The known names that a mistyped one most likely meant, best first; empty when nothing is near. */
export function nearest(wanted: string, known: Iterable<string>, limit = 3): readonly string[] {
  const needle = wanted.slice(0, MAX_COMPARED).toLowerCase();
  const scored: { name: string; score: number }[] = [];
  for (const name of known) {
    const candidate = name.slice(0, MAX_COMPARED).toLowerCase();
    const isPart = needle.length >= 3 && (candidate.includes(needle) || needle.includes(candidate));
    const score = isPart ? 0.5 : distance(needle, candidate);
    if (score <= Math.max(2, Math.floor(needle.length / 3))) scored.push({ name, score });
  }
  return scored
    .sort((left, right) => left.score - right.score || left.name.localeCompare(right.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** ` Did you mean a, b?`, or nothing. */
export function didYouMean(wanted: string, known: Iterable<string>): string {
  const names = nearest(wanted, known);
  return names.length === 0 ? '' : ` Did you mean ${names.join(', ')}?`;
}
