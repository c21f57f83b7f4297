/** The known names closest to what was typed, best first; none when nothing is close. */
export function nearest(typed: string, known: Iterable<string>, limit = 3): readonly string[] {
  const wanted = typed.toLowerCase();
  const tolerance = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(known)]
    .map((name) => ({ name, distance: distanceTo(wanted, name.toLowerCase()) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((left, right) => left.distance - right.distance || left.name.localeCompare(right.name))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** A name that contains what was typed is near, whatever its length. */
function distanceTo(wanted: string, name: string): number {
  if (wanted.length >= 3 && name.includes(wanted)) return 1;
  return editDistance(wanted, name);
}

/** Levenshtein distance over bounded strings. */
function editDistance(left: string, right: string): number {
  const rows = left.slice(0, 100);
  const columns = right.slice(0, 100);
  let previous = Array.from({ length: columns.length + 1 }, (_, index) => index);
  for (let row = 1; row <= rows.length; row++) {
    const current = [row];
    for (let column = 1; column <= columns.length; column++) {
      const substitution = (previous[column - 1] ?? 0) + (rows[row - 1] === columns[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
