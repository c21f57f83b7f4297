/** The most alternatives that braces may stand for, together. */
const MOST_ALTERNATIVES = 64;

/** True for a pattern rather than a plain path. */
export const isGlob = (pattern: string): boolean => /[*?{]/.test(pattern);

/**
 * True when a path with `/` between its names fits a pattern: `*` and `?` inside a name, `**` for any folders, `{a,b}`.
 * Not by regular expressions: the pattern is a caller's, and this takes time linear in names and letters.
 */
export function matchesGlob(pattern: string, path: string): boolean {
  const names = path.split('/');
  return alternatives(pattern).some((plain) => matchesNames(plain.split('/'), names));
}

/** `a{b,c}d` as `abd`, `acd`; braces that are not closed stand for themselves. */
function alternatives(pattern: string): readonly string[] {
  let plain = [pattern];
  for (;;) {
    const next = plain.flatMap(expandFirst);
    if (next.length === plain.length || next.length > MOST_ALTERNATIVES) return plain;
    plain = next;
  }
}

function expandFirst(pattern: string): readonly string[] {
  const found = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern);
  if (found === null) return [pattern];
  const [, before = '', inner = '', after = ''] = found;
  return inner.split(',').map((choice) => `${before}${choice}${after}`);
}

/** Greedy with one way back, which is enough for a single kind of wildcard: linear in the product of the lengths. */
function fits<Item>(
  pattern: readonly Item[],
  items: readonly Item[],
  isAny: (item: Item) => boolean,
  isSame: (pattern: Item, item: Item) => boolean,
): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < items.length) {
    const wanted = pattern[at];
    const item = items[index];
    if (wanted !== undefined && isAny(wanted)) {
      star = at;
      resume = index;
      at += 1;
    } else if (wanted !== undefined && item !== undefined && isSame(wanted, item)) {
      at += 1;
      index += 1;
    } else if (star !== -1) {
      at = star + 1;
      resume += 1;
      index = resume;
    } else return false;
  }
  while (at < pattern.length && isAny(pattern[at] as Item)) at += 1;
  return at === pattern.length;
}

const matchesNames = (pattern: readonly string[], names: readonly string[]): boolean =>
  fits(
    pattern,
    names,
    (item) => item === '**',
    (wanted, name) => matchesName([...wanted], [...name]),
  );

const matchesName = (pattern: readonly string[], name: readonly string[]): boolean =>
  fits(
    pattern,
    name,
    (letter) => letter === '*',
    (wanted, letter) => wanted === '?' || wanted === letter,
  );
