import { isLettered, letterOf } from './ask.ts';
import { finalAnswer, quotesIn } from './final-answer.ts';
import type { EvalItem, Scoring } from './item.ts';
import { isNumber, numbersIn } from './number.ts';

/** What an answer was worth, and what was read out of it. */
export type Score = { readonly isCorrect: boolean; readonly said: string; readonly reason?: string };

type Scorer = (item: EvalItem, text: string) => Score;

const SAME: Readonly<Record<string, string>> = { yes: 'true', no: 'false' };

/** Case, punctuation, articles and spaces do not make an answer wrong. */
export function normal(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[’‘]/g, "'")
    .replaceAll(/[^\p{L}\p{N}%$€£.'+-]+/gu, ' ')
    .replaceAll(/(?<!\d)\.|\.(?!\d)/g, ' ')
    .replaceAll(/\b(?:a|an|the)\b/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

const isTruth = (text: string): boolean => /^(?:true|false|yes|no)$/i.test(text.trim());

const exact: Scorer = (item, text) => {
  if (item.choices !== undefined) return choice(item, text);
  const said = finalAnswer(text);
  const mine = normal(said);
  const isCorrect = item.answers.some((answer) => {
    const due = normal(answer);
    if (mine === due) return true;
    if (!isTruth(answer)) return false;
    const [word = ''] = mine.split(' ');
    return (SAME[word] ?? word) === (SAME[due] ?? due);
  });
  return { isCorrect, said };
};

/** The choice that was named, by letter or text; none when several were. */
const choice: Scorer = (item, text) => {
  const { choices = [], answers } = item;
  const said = finalAnswer(text);
  const chosen = chosenOf(item, choices, said);
  const due = answers.map((answer) => indexOfAnswer(item, choices, answer));
  return { isCorrect: chosen !== undefined && due.includes(chosen), said };
};

function indexOfAnswer(item: EvalItem, choices: readonly string[], answer: string): number {
  const byText = choices.findIndex((text) => normal(text) === normal(answer));
  if (byText !== -1 || !isLettered(item)) return byText;
  return choices.findIndex((_, index) => letterOf(index) === answer.trim().toUpperCase());
}

function chosenOf(item: EvalItem, choices: readonly string[], said: string): number | undefined {
  const mine = normal(said);
  const same = choices.findIndex((text) => normal(text) === mine);
  if (same !== -1) return same;
  if (isLettered(item)) {
    const letter = /^[\s("']*([A-Z])(?:[\s).:,"']|$)/.exec(said.toUpperCase())?.[1];
    const index = choices.findIndex((_, at) => letterOf(at) === letter);
    if (index !== -1) return index;
  }
  const words = ` ${mine} `;
  const named = choices.flatMap((text, index) => (words.includes(` ${normal(text)} `) ? [index] : []));
  return named.length === 1 ? named[0] : undefined;
}

const contains: Scorer = ({ answers, scale, tolerance }, text) => {
  const said = finalAnswer(text);
  const words = ` ${normal(said)} `;
  const numbers = numbersIn(said);
  const isCorrect = answers.some((answer) => {
    if (words.includes(` ${normal(answer)} `)) return true;
    const [reference, ...others] = numbersIn(answer);
    const isBare = reference !== undefined && others.length === 0 && !/\p{L}{3}/u.test(withoutScale(answer));
    return isBare && numbers.some((number) => isNumber(number, reference, { scale, tolerance: tolerance ?? 0 }));
  });
  return { isCorrect, said };
};

const withoutScale = (text: string): string => text.replace(/thousand|million|billion|trillion|percent/i, '');

const number: Scorer = ({ answers, scale, tolerance }, text) => {
  const said = finalAnswer(text);
  // Of "3 + 4 = 7" the last one is meant.
  const mine = numbersIn(said.includes('=') ? said.slice(said.lastIndexOf('=')) : said);
  const isCorrect = answers.some((answer) => {
    const [reference] = numbersIn(answer);
    const [first] = mine;
    return reference !== undefined && first !== undefined && isNumber(first, reference, { scale, tolerance });
  });
  return { isCorrect, said, ...(mine.length === 0 && { reason: 'no number' }) };
};

const spaced = (text: string): string =>
  text.normalize('NFKC').replaceAll(/\s+/g, ' ').replaceAll(/[“”„]/g, '"').replaceAll(/[’‘]/g, "'").trim();

/** The answer is right where there is a reference, and everything it quotes stands in the context. */
const citation: Scorer = (item, text) => {
  const quotes = quotesIn(text);
  const said = finalAnswer(text);
  if (quotes.length === 0) return { isCorrect: false, said, reason: 'no quote' };
  const context = spaced(item.context ?? '');
  const invented = quotes.find((quote) => !context.includes(spaced(quote)));
  if (invented !== undefined) return { isCorrect: false, said, reason: `not in the context: ${invented.slice(0, 80)}` };
  if (item.answers.length === 0) return { isCorrect: true, said };
  return item.choices === undefined ? contains(item, text) : choice(item, text);
};

const SCORERS: Readonly<Record<Exclude<Scoring, 'judge'>, Scorer>> = { exact, contains, number, choice, citation };

/** Scores an answer without a model. `judge` items are scored by `judge.ts`. */
export const scoreAnswer = (item: EvalItem & { readonly scoring: Exclude<Scoring, 'judge'> }, text: string): Score =>
  SCORERS[item.scoring](item, text);
