import { STOP_WORDS } from '../stop-words.ts';
import type { Phrase } from './phrase.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** Scripts that know capital letters, as far as somebody writes names with them. */
const CASED = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}]/u;
const CAPITAL = /^\p{Lu}/u;
const DENSE =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+$/u;
const ENDS_SENTENCE = /[.!?…:]["”»)\]]*\s*$/u;
const MAX_WORDS = 5;

type Word = Phrase & { readonly isFirst: boolean };

const isStopWord = (word: string): boolean => {
  const lower = word.toLowerCase();
  for (const words of STOP_WORDS.values()) if (words.has(lower)) return true;
  return false;
};

function wordsOf(text: string): readonly Word[] {
  const words: Word[] = [];
  let isFirst = true;
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (isWordLike) {
      words.push({ name: segment, start: index, end: index + segment.length, isFirst });
      isFirst = false;
    } else if (ENDS_SENTENCE.test(segment) || segment.includes('\n')) isFirst = true;
  }
  return words;
}

/**
 * What may name something in a language without a tagger here: runs of capitalised words where the script has capitals
 * (a lone one that begins a sentence tells nothing), else words and neighbouring pairs of words. How many chunks hold a
 * phrase decides later whether it is one.
 */
export function otherPhrases(text: string): readonly Phrase[] {
  const words = wordsOf(text);
  const cased = words.filter(({ name }) => CASED.test(name)).length;
  return cased * 2 > words.length ? capitalisedRuns(text, words) : wordsAndPairs(text, words);
}

function capitalisedRuns(text: string, words: readonly Word[]): readonly Phrase[] {
  const phrases: Phrase[] = [];
  let run: Word[] = [];
  const close = (): void => {
    while (run[0] !== undefined && isStopWord(run[0].name)) run.shift();
    const [first] = run;
    const last = run.at(-1);
    const isLoneOpening = run.length === 1 && first?.isFirst === true;
    if (first !== undefined && last !== undefined && run.length <= MAX_WORDS && !isLoneOpening) {
      if (last.end - first.start > 2) phrases.push(span(text, first.start, last.end));
      // The word that begins a sentence may be no part of the name behind it.
      const [, second] = run;
      if (first.isFirst && second !== undefined) phrases.push(span(text, second.start, last.end));
    }
    run = [];
  };
  for (const word of words) {
    const before = run.at(-1);
    if (before !== undefined && !/^[ \n-]?$/u.test(text.slice(before.end, word.start))) close();
    if (CAPITAL.test(word.name)) run.push(word);
    else close();
  }
  close();
  return phrases;
}

function wordsAndPairs(text: string, words: readonly Word[]): readonly Phrase[] {
  const phrases: Phrase[] = [];
  let before: Word | undefined;
  for (const word of words) {
    const isNominal = !isStopWord(word.name) && /\p{L}/u.test(word.name);
    const length = [...word.name].length;
    if (isNominal && length >= (DENSE.test(word.name) ? 2 : 4)) phrases.push(span(text, word.start, word.end));
    const gap = before === undefined ? '.' : text.slice(before.end, word.start);
    if (before !== undefined && isNominal && (gap === '' || gap === ' ')) {
      phrases.push(span(text, before.start, word.end));
    }
    before = isNominal ? word : undefined;
  }
  return phrases;
}

const span = (text: string, start: number, end: number): Phrase => ({ name: text.slice(start, end), start, end });
