import { STOP_WORDS } from './stop-words.ts';

/** Scripts that need care, and the language whose stemmer serves them when nothing tells more. */
const SCRIPTS = [
  { name: 'latin', pattern: /^\p{Script=Latin}/u, languages: undefined },
  { name: 'cyrillic', pattern: /^\p{Script=Cyrillic}/u, languages: ['russian'] },
  { name: 'arabic', pattern: /^\p{Script=Arabic}/u, languages: ['arabic'] },
  { name: 'armenian', pattern: /^\p{Script=Armenian}/u, languages: ['armenian'] },
  { name: 'tamil', pattern: /^\p{Script=Tamil}/u, languages: ['tamil'] },
] as const;

export type Script = (typeof SCRIPTS)[number]['name'];

/** The script of a word, by its first letter; `undefined` for those that are not stemmed. */
export const scriptOf = (word: string): Script | undefined => SCRIPTS.find(({ pattern }) => pattern.test(word))?.name;

const OTHER_SCRIPTS: ReadonlySet<string> = new Set(SCRIPTS.flatMap(({ languages }) => languages ?? []));

/** Whose stemmer a word of that script gets in a text of that language; `undefined` for none. */
export function stemmerFor(language: string, script: Script): string | undefined {
  const own: readonly string[] | undefined = SCRIPTS.find(({ name }) => name === script)?.languages;
  if (own !== undefined) return own.includes(language) ? language : own[0];
  return OTHER_SCRIPTS.has(language) || language === 'chinese' ? undefined : language;
}

const LANGUAGES = [...STOP_WORDS.keys()];
/** Function word → the places of its languages in `LANGUAGES`. */
const LANGUAGES_BY_WORD: ReadonlyMap<string, readonly number[]> = byWord();

function byWord(): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, words] of [...STOP_WORDS.values()].entries()) {
    for (const word of words) places.set(word, [...(places.get(word) ?? []), place]);
  }
  return places;
}

/**
 * The language of a text by its function words: the one with the most of them, `undefined` when there are too few to tell.
 * `words` are lower case.
 */
export function languageOf(words: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const word of words) if (LANGUAGES_BY_WORD.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const found = LANGUAGES.map(() => 0);
  for (const [word, times] of counts) {
    // Distinct words weigh more than repeated ones: "a" alone is a word of eight languages.
    const weight = 1 + Math.min(times, 5) / 10;
    for (const place of LANGUAGES_BY_WORD.get(word) ?? []) found[place] = (found[place] ?? 0) + weight;
  }
  const most = Math.max(...found);
  return most === 0 ? undefined : LANGUAGES[found.indexOf(most)];
}

/** Fewer function words than this are too few to tell a short query's language by: they belong to several. */
const TELLING_WORDS = 2;

/** The language of a query when it is surely none of those named. */
export function foreignLanguage(query: string, languages: readonly string[]): string | undefined {
  const words = new Set(query.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []);
  const language = languageOf([...words]);
  if (language === undefined || languages.length === 0) return undefined;
  const known = (name: string) => [...words].filter((word) => STOP_WORDS.get(name)?.has(word)).length;
  const isSure = known(language) >= TELLING_WORDS && languages.every((name) => known(name) < known(language));
  return isSure ? language : undefined;
}
