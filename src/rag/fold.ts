/** Letters that no decomposition makes of others, as people write them who do not have them. */
const LETTERS: Readonly<Record<string, string>> = {
  œ: 'oe',
  æ: 'ae',
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');
const MARKED = /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Hebrew}]/u;
/** In the other scripts marks are vowels or letters of their own. */
const foldMarks = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '');

/** A term without what people leave out when they type: diacritics, vowel points, ligatures. Lower case in, lower case out. */
export const folded = (term: string): string =>
  MARKED.test(term)
    ? foldMarks(term)
        .replaceAll(LETTER, (letter) => LETTERS[letter] ?? letter)
        .replaceAll('ς', 'σ')
    : term;

/** Articles and other small words that French, Italian and Catalan elide before a vowel. */
const ELIDED = new Set(
  `l d j m t s n c qu jusqu lorsqu puisqu quoiqu presqu all dall dell nell sull coll un quest quell bell dov com anch tutt senz sant
   v`.split(/\s+/u),
);

/** "l'été" is the summer; "Ankara'da" is in Ankara. */
function withoutApostrophe(word: string, language: string): string {
  const at = word.indexOf("'");
  if (at === -1) return word;
  if (ELIDED.has(word.slice(0, at)) && word.length > at + 2) return word.slice(at + 1);
  return at > 1 && language === 'turkish' ? word.slice(0, at) : word;
}

/** A word as its stemmer expects it: without an elided article, points that only say how it is read, or a joined "and". */
export function bared(whole: string, language: string): string {
  const word = withoutApostrophe(whole, language);
  if (/^\p{Script=Arabic}/u.test(word)) return word.replaceAll(/\p{M}/gu, '').replace(/^[وف](?=ال\p{L}{3})/u, '');
  // Stemmed by nobody: the article and "and" are written with the word.
  if (/^\p{Script=Hebrew}/u.test(word)) return word.replaceAll(/\p{M}/gu, '').replace(/^ו?ה(?=\p{L}{3})/u, '');
  return word.replaceAll('ё', 'е');
}

/** Words with the hyphens in them. Each letter is looked at once: a query may be one word of ten thousand. */
const COMPOUND = /[\p{L}\p{N}\u002D\u2010\u2011]+/gu;
const HYPHEN = /[-\u2010\u2011]/u;
/** Prefixes and letters are written with and without a hyphen: `e-mail`, `non-linear`. Whole words are not: `heat-transfer`. */
const LONGEST_PREFIX = 3;
const CAMEL = /\p{Ll}\p{Lu}/u;
const CAMEL_PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?[\p{Ll}\p{M}]+|\p{N}+/gu;
const GROUPED = /\d{1,3}(?:[,'\u2019]\d{3}){1,6}(?![\d,])/gu;
/** Longer ones are lists or noise. */
const MAX_COMPOUND = 40;

/**
 * Other spellings of a text's compounds, lower case: `e-mail` as `email`, `getUserById` as its words, `1,234` as `1234`. The text
 * still has its capitals.
 */
export function spellings(text: string): readonly string[] {
  const found: string[] = [];
  for (const [compound] of text.matchAll(COMPOUND)) {
    if (compound.length > MAX_COMPOUND) continue;
    const parts = compound.split(HYPHEN).filter((part) => part !== '');
    if (parts.length > 1 && /\p{L}/u.test(compound) && parts.some((part) => part.length <= LONGEST_PREFIX))
      found.push(parts.join(''));
    for (const part of parts) if (CAMEL.test(part)) found.push(...(part.match(CAMEL_PARTS) ?? []));
  }
  for (const [number] of text.matchAll(GROUPED)) found.push(number.replaceAll(/\D/gu, ''));
  return found.map((word) => word.toLowerCase());
}
