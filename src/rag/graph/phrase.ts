/** A phrase in a text: what names an entity in a graph that no model has read. Offsets count into the text. */
export type Phrase = { readonly name: string; readonly start: number; readonly end: number };

const ARTICLE = /^(?:the|an?|this|these|those|its|his|her|their|our|my|your)\s+/u;
const EDGES = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;
/** Longer runs are lists, headings in capitals, tables: no name. */
const MAX_KEY = 80;

const folded = (surface: string): string =>
  surface
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’']s(?=$|[^\p{L}])/gu, '')
    .replaceAll(/[-‐‑–_/]+/gu, ' ')
    .replaceAll(/[^\p{L}\p{N}\p{M}&+.# ]+/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(EDGES, '')
    .replace(ARTICLE, '');

/** The English singular, as far as spelling shows it. */
function singular(word: string): string {
  if (word.length < 4 || !/[a-z]s$/u.test(word) || /(?:ss|us|is)$/u.test(word)) return word;
  if (/ies$/u.test(word) && word.length > 4) return `${word.slice(0, -3)}y`;
  return /(?:[sxz]|ch|sh)es$/u.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}

/**
 * The form under which equal phrases meet: case, hyphens, articles and possessives folded, a common noun in the singular.
 * A name keeps its `s`: Williams is not William. Empty for what cannot name anything.
 */
export function phraseKey(surface: string): string {
  const key = folded(surface);
  const last =
    surface
      .trimEnd()
      .split(/[\s-]+/u)
      .at(-1) ?? '';
  const isCommon = /^\p{Ll}/u.test(last);
  const form = isCommon ? key.replace(/[a-z]+$/u, singular) : key;
  return form.length >= 2 && form.length <= MAX_KEY && /\p{L}/u.test(form) ? form : '';
}

/** Both forms of a phrase whose case says nothing, as in a question typed in haste. */
export const possibleKeys = (surface: string): readonly string[] => {
  const key = folded(surface);
  return [...new Set([key, key.replace(/[a-z]+$/u, singular)])].filter((form) => form.length >= 2);
};
