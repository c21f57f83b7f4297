import { newStemmer } from 'snowball-stemmers';
import { bared, folded, spellings } from './fold.ts';
import { languageOf, scriptOf, stemmerFor } from './language.ts';
import { STOP_WORDS } from './stop-words.ts';

/** Raise it when the same text would give other terms: collections made before are indexed anew. */
export const TOKENIZER = 'words-2';

/** Longer words are cut: they are noise (base64, runs of one letter), and no query should cost more for them. */
const MAX_TERM = 64;
const MAX_CACHED_STEMS = 50_000;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
const stemmers = new Map<string, ReturnType<typeof newStemmer>>();
/** By language, then by word: one key of both would have to be made and hashed for every word of every text. */
const cachedStems = new Map<string, Map<string, string>>();
let stemsCached = 0;

/** Scripts without spaces between words (or, in Korean, with long ones): dictionary words alone miss too much. */
const GRAM_SCRIPTS = String.raw`\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`;
const GRAM_RUN = new RegExp(`[${GRAM_SCRIPTS}]{2,}`, 'gu');
const HAS_GRAMS = new RegExp(`[${GRAM_SCRIPTS}]`, 'u');
/** Marks that are invisible: they must not make two words of one. */
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF\u0640]/gu;

/** NFKC, without invisible marks, one kind of apostrophe. Length may change: offsets are never taken from it. */
const visible = (text: string): string => text.normalize('NFKC').replace(INVISIBLE, '').replaceAll('\u2019', "'");

const normalised = (text: string): string => visible(text).toLowerCase();

function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(text)) if (isWordLike) words.push(segment);
  return words;
}

/** The text as words, lower case, and its language; `fallback` where it is too short to tell. */
export function analyse(
  text: string,
  fallback?: string,
): { readonly words: readonly string[]; readonly language: string } {
  const words = wordsOf(normalised(text));
  return { words, language: languageOf(words) ?? fallback ?? 'english' };
}

/** The terms that the keyword leg indexes for a text. Repeated as often as they occur. */
export function indexTerms(
  text: string,
  fallback?: string,
): { readonly terms: readonly string[]; readonly language: string } {
  const { words, language } = analyse(text, fallback);
  const terms = [...words, ...spellings(visible(text))].map((word) => termOf(word, language));
  return { terms: HAS_GRAMS.test(text) ? [...terms, ...grams(normalised(text))] : terms, language };
}

/**
 * The terms of a query, unique and at most `limit`: function words of its language left out (unless there is nothing else),
 * stemmed for each of the collection's languages, since one word may stem differently in each.
 */
export function queryTerms(text: string, languages: readonly string[], limit: number): readonly string[] {
  const bounded = text.slice(0, 20_000);
  const { words } = analyse(bounded);
  const stopWords = STOP_WORDS.get(languageOf(words) ?? '');
  const content = words.filter((word) => !stopWords?.has(word));
  const terms = new Set<string>();
  const parts = spellings(visible(bounded)).filter((word) => !stopWords?.has(word));
  for (const word of [...(content.length > 0 ? content : words), ...parts]) {
    for (const language of languages.length > 0 ? languages : ['english']) terms.add(termOf(word, language));
    if (terms.size >= limit) break;
  }
  if (HAS_GRAMS.test(bounded)) for (const gram of grams(normalised(bounded))) if (terms.size < limit) terms.add(gram);
  return [...terms].slice(0, limit);
}

/** A word as a term of that language, or of the one whose stemmer serves its script: stemmed, diacritics folded. */
function termOf(word: string, language: string): string {
  const cached = cachedStems.get(language)?.get(word);
  if (cached !== undefined) return cached;
  const bare = bared(word, language);
  const script = scriptOf(bare);
  const stemmer = script === undefined || word.length > MAX_TERM ? undefined : stemmerFor(language, script);
  const term = cut(folded(stemmer === undefined ? bare : stemmed(bare, stemmer)));
  if (stemsCached >= MAX_CACHED_STEMS) {
    cachedStems.clear();
    stemsCached = 0;
  }
  const known = cachedStems.get(language) ?? new Map<string, string>();
  cachedStems.set(language, known.set(word, term));
  stemsCached++;
  return term;
}

function stemmed(word: string, language: string): string {
  const stemmer = stemmers.get(language) ?? newStemmer(language);
  stemmers.set(language, stemmer);
  return stemmer.stem(word);
}

const cut = (term: string): string => (term.length <= MAX_TERM ? term : term.slice(0, MAX_TERM).toWellFormed());

/** Overlapping pairs of characters of every run written without spaces. */
function grams(text: string): readonly string[] {
  const pairs: string[] = [];
  for (const [run] of text.matchAll(GRAM_RUN)) {
    const characters = [...run];
    for (let index = 1; index < characters.length; index++) pairs.push(`${characters[index - 1]}${characters[index]}`);
  }
  return pairs;
}
