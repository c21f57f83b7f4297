import { type Unit, unitBehind } from './units.ts';

/** A number as a text has it, with its unit where it has one that is known. */
export type Quantity = { readonly value: number; readonly unit: Unit | undefined };

const SMALL = `one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
  seventeen eighteen nineteen`.split(/\s+/u);
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const SMALL_NUMBER = `(?:(?:${TENS.join('|')})(?:[\\s-](?:${SMALL.slice(0, 9).join('|')}))?|${SMALL.join('|')})`;
const WORDS = new RegExp(
  `\\b(?:(${SMALL_NUMBER}|a)\\s+hundred(?:\\s+(?:and\\s+)?(${SMALL_NUMBER}))?|(${SMALL_NUMBER}))\\b`,
  'giu',
);

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\\.?';
/** "may" and "march" are months only beside a number. */
const DATE = new RegExp(
  `(?<!\\d)\\d{1,2}(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH}(?![a-z])|\\b${MONTH},?\\s+\\d{1,4}(?!\\d)`,
  'giu',
);
const NUMERIC_DATE = /(?<!\d)(?:\d{4}-(\d{2})-\d{2}|(\d{1,2})[./](\d{1,2})[./]\d{2,4})(?!\d)/gu;

const SPACE = '[ \\u00a0\\u2009\\u202f]';
const POINT = `\\d{1,3}(?:,\\d{2})+,\\d{3}(?!\\d)|\\d{1,3}(?:[,'’]\\d{3})+(?!\\d)(?:\\.\\d+)?|\\d{1,3}(?:${SPACE}\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?`;
const COMMA = `\\d{1,3}(?:[.'’]\\d{3})+(?!\\d)(?:,\\d+)?|\\d{1,3}(?:${SPACE}\\d{3})+(?!\\d)(?:[.,]\\d+)?|\\d+(?:[.,]\\d+)?`;
/** Languages that write a decimal point; the others write a comma. */
const POINTED = ['english', 'hindi', 'tamil', 'nepali'];

/** The numbers of a text, in digits and in English words, months as theirs. What "1.234" is depends on the language. */
export function quantitiesIn(text: string, language: string): readonly Quantity[] {
  const spelled = text.replaceAll(WORDS, (_, hundreds?: string, rest?: string, alone?: string) =>
    String(hundreds === undefined ? smallOf(alone) : smallOf(hundreds) * 100 + smallOf(rest)),
  );
  const isPointed = POINTED.includes(language);
  const found: Quantity[] = [];
  for (const match of spelled.matchAll(new RegExp(isPointed ? POINT : COMMA, 'gu'))) {
    const [number] = match;
    const unit = unitBehind(spelled.slice(match.index + number.length, match.index + number.length + 24));
    found.push({ value: numberOf(number, isPointed), unit });
    // "in 2024 500 people": what looks like one number in groups may be two.
    if (/\s/u.test(number))
      for (const part of number.split(/\s/u)) found.push({ value: Number(part), unit: undefined });
  }
  return found;
}

/** The months (from 1) that a text names in dates, whichever way it writes them. */
export function monthsIn(text: string): ReadonlySet<number> {
  const named = [...text.matchAll(DATE)].map(([, after, before]) => {
    const start = (after ?? before ?? '').toLowerCase();
    return MONTHS.findIndex((month) => month.startsWith(start)) + 1;
  });
  const numeric = [...text.matchAll(NUMERIC_DATE)].flatMap(([, iso, first, second]) =>
    [iso, first, second].map(Number).filter((month) => month >= 1 && month <= 12),
  );
  return new Set([...named, ...numeric]);
}

/** Whether one of these quantities is this one: equal in its unit, or in number where one of them has no unit. */
export function holds(known: readonly Quantity[], { value, unit }: Quantity): boolean {
  return known.some((each) => {
    if (unit === undefined || each.unit === undefined) {
      const isCount = (unit ?? each.unit)?.dimension === 'count';
      return isNear(each.value, value) || (isCount && isNear(sized(each), sized({ value, unit })));
    }
    return unit.dimension === each.unit.dimension && isNear(sized(each), sized({ value, unit }));
  });
}

const sized = ({ value, unit }: Quantity): number => value * (unit?.size ?? 1);
const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= Math.abs(one) * 1e-9;

function smallOf(words: string | undefined): number {
  if (words === undefined) return 0;
  return words
    .toLowerCase()
    .split(/[\s-]/u)
    .reduce(
      (sum, word) =>
        sum + (word === 'a' ? 1 : TENS.includes(word) ? (TENS.indexOf(word) + 2) * 10 : SMALL.indexOf(word) + 1),
      0,
    );
}

function numberOf(number: string, isPointed: boolean): number {
  const bare = number.replaceAll(/[\s'’]/gu, '');
  const groups = isPointed ? /,(?=(?:\d{2},)*\d{3}(?!\d))/gu : /\.(?=\d{3}(?!\d))/gu;
  return Number(bare.replaceAll(groups, '').replace(',', '.'));
}
