/** Indices of answers that say the same, in the order of the answers. */
export type Groups = readonly (readonly number[])[];

/** Up to this many words an answer is taken as a bare result; up to the other as a sentence or two about one. */
const BARE_WORDS = 5;
const STATEMENT_WORDS = 40;
/** Share of content words that two longer answers have in common from which they count as the same. */
const SIMILAR = 0.5;

/**
 * Groups answers that agree. A bare result ("42", "Paris") agrees with an answer that ends in the same number or
 * contains the same words; statements whose yes or no, negation or final number differ never agree; other texts
 * agree when they share at least half of their content words. An answer joins a group only if it agrees with all of it.
 */
export function groupAnswers(texts: readonly string[]): Groups {
  const readings = texts.map(read);
  const groups: number[][] = [];
  for (const [index, reading] of readings.entries()) {
    const home = groups.find((group) =>
      group.every((member) => {
        const other = readings[member];
        return other !== undefined && agree(reading, other);
      }),
    );
    if (home === undefined) groups.push([index]);
    else home.push(index);
  }
  return groups;
}

/** The share of pairs of answers that stand in one group: 1 when all agree, 0 when no two do or there is only one. */
export function agreementOf(groups: Groups): number {
  const pairs = (count: number): number => (count * (count - 1)) / 2;
  const all = pairs(groups.reduce((sum, group) => sum + group.length, 0));
  return all === 0 ? 0 : groups.reduce((sum, group) => sum + pairs(group.length), 0) / all;
}

type Reading = {
  readonly words: readonly string[];
  /** Words that carry content: longer ones, and every one of a script without spaces. */
  readonly content: ReadonlySet<string>;
  readonly numbers: readonly number[];
  readonly stance: 'yes' | 'no' | undefined;
  readonly isNegated: boolean;
};

const segmenter = new Intl.Segmenter('und', { granularity: 'word' });
// A separator belongs to the number only between digits; a minus only where no word or digit stands before it.
const NUMBER = /(?<![\p{L}\p{N}.,])[-−]?\d+(?:[.,' \u00a0\u202f]\d{3})*(?:[.,]\d+)?/gu;
const NEGATIONS = new Set(['not', 'no', 'never', 'none', 'cannot', 'neither', 'without', 'false', 'incorrect']);

function read(text: string): Reading {
  const plain = text
    .normalize('NFKC')
    .replaceAll(/[*_`#]+/g, '')
    .replaceAll('’', "'");
  const words = [...segmenter.segment(plain.toLowerCase())]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
  const [first] = words;
  return {
    words,
    content: new Set(words.filter((word) => word.length > 3 || /[^\p{Script=Latin}]/u.test(word))),
    numbers: [...plain.matchAll(NUMBER)].map(([written]) => numberOf(written)),
    stance: first === 'yes' || first === 'no' ? first : undefined,
    isNegated: words.filter((word) => NEGATIONS.has(word) || word.endsWith("n't")).length % 2 === 1,
  };
}

/** `1,234.5`, `1.234,5`, `1 234` and `0,5`: the last separator is the decimal one unless it stands before three digits. */
function numberOf(written: string): number {
  const digits = written.replace('−', '-').replaceAll(/[' \u00a0\u202f]/g, '');
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','));
  const isWhole = last === -1;
  const other = digits.includes('.') && digits.includes(',');
  const isGroup = !isWhole && !other && digits[last] === ',' && digits.length - last === 4 && !/^-?0,/.test(digits);
  const repeats = !isWhole && digits.split(digits[last] ?? '').length > 2;
  if (isWhole) return Number(digits);
  if (isGroup || repeats) return Number(digits.replaceAll(/[.,]/g, ''));
  return Number(`${digits.slice(0, last).replaceAll(/[.,]/g, '')}.${digits.slice(last + 1)}`);
}

function agree(left: Reading, right: Reading): boolean {
  if (left.words.join(' ') === right.words.join(' ')) return sameNumbers(left, right);
  if (left.stance !== undefined && right.stance !== undefined && left.stance !== right.stance) return false;
  const [short, long] = left.words.length <= right.words.length ? [left, right] : [right, left];
  if (long.words.length <= STATEMENT_WORDS) {
    const [result, other] = [short.numbers.at(-1), long.numbers.at(-1)];
    if (result !== undefined && other !== undefined && result !== other) return false;
    if (left.isNegated !== right.isNegated) return false;
  }
  if (short.words.length <= BARE_WORDS) {
    const isNumber = short.numbers.length > 0 && short.content.size <= short.numbers.length;
    return isNumber ? short.numbers.at(-1) === long.numbers.at(-1) : contains(long.words, short.words);
  }
  return similarity(left.content, right.content) >= SIMILAR;
}

/** Signs are no words: "-3" and "3" read alike but for their numbers. */
const sameNumbers = (left: Reading, right: Reading): boolean => left.numbers.join(' ') === right.numbers.join(' ');

const contains = (words: readonly string[], wanted: readonly string[]): boolean =>
  wanted.length > 0 && ` ${words.join(' ')} `.includes(` ${wanted.join(' ')} `);

/** Dice's coefficient of two sets of words. */
function similarity(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const shared = [...left].filter((word) => right.has(word)).length;
  return left.size + right.size === 0 ? 0 : (2 * shared) / (left.size + right.size);
}
