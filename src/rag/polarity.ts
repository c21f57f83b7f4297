import type { CitedSentence } from './cited-text.ts';
import { indexTerms, queryTerms } from './segment.ts';

/** A statement and the sentence that it retells share at least this much of the statement's content words. */
const RETOLD = 0.6;
const LEAST_TERMS = 2;
/** Content words behind a negation that it reaches. */
const REACH = 4;

const NEGATION = /\b(?:not|no|never|nor|neither|none|cannot)\b|n['’]t\b/giu;
/** What denies without saying so. It excuses a negation in the other text and accuses none. */
const DENIAL =
  /\b(?:fail(?:s|ed|ure)?|lack(?:s|ed|ing)?|without|prohibit\w*|forb[ai]d\w*|prevent\w*|avoid\w*|refus\w*|den(?:y|ies|ied)|absen(?:t|ce)|unable|unless|except|rarely|hardly|barely|rather than|instead of|excluded?|exempt\w*)\b/iu;
/** What looks like a negation and is a bound, or nothing; in words that are weighed as what they mean. */
const IDIOMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:no|not) (?:more|greater|higher|larger|longer|over) than\b|\bnot (?:to )?exceed(?:ing)?\b/giu, 'at most'],
  [/\b(?:no|not) (?:less|fewer|lower|smaller|shorter|under) than\b/giu, 'at least'],
  [/\b(?:no|not) later than\b/giu, 'before'],
  [/\b(?:no|not) (?:earlier|sooner) than\b/giu, 'after'],
  [/\bno longer\b/giu, 'not'],
  [/\b(?:not only|not necessarily|whether or not|no doubt|no\.? ?(?=\d))/giu, ' '],
];
const plain = (text: string): string =>
  IDIOMS.reduce((sofar, [idiom, meaning]) => sofar.replaceAll(idiom, meaning), text);

const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
  [
    /\b(?:increas\w*|rose|rises?|risen|rising|grew|grows?|grown|gain(?:s|ed)?)\b/iu,
    /\b(?:decreas\w*|fell|falls?|fallen|falling|declin\w*|drop(?:s|ped)?|shrank|reduc\w*)\b/iu,
  ],
  [/\b(?:before|prior to)\b/iu, /\b(?:after|following)\b/iu],
  [
    /\b(?:above|exceed\w*|over|more than|greater than|higher than|at least)\b/iu,
    /\b(?:below|under|less than|fewer than|lower than|at most)\b/iu,
  ],
  [/\bminimum\b/iu, /\bmaximum\b/iu],
  [/\bhigher\b/iu, /\blower\b/iu],
  [/\b(?:allow(?:s|ed)?|permit(?:s|ted)?)\b/iu, /\b(?:prohibit\w*|forb[ai]d\w*|bar(?:s|red))\b/iu],
  [/\b(?:profits?|profitable)\b/iu, /\b(?:loss(?:es)?|unprofitable)\b/iu],
  [/\b(?:safe|harmless)\b/iu, /\b(?:unsafe|dangerous|harmful)\b/iu],
  [/\beffective\b/iu, /\bineffective\b/iu],
  [/\bvalid\b/iu, /\b(?:invalid|void)\b/iu],
  [/\b(?:indicated|recommended)\b/iu, /\bcontra-?indicated\b/iu],
  [/\bbenign\b/iu, /\bmalignant\b/iu],
  [/\bpositive\b/iu, /\bnegative\b/iu],
  [
    /\b(?:grant(?:s|ed)?|accept(?:s|ed)?|approved?)\b/iu,
    /\b(?:den(?:y|ies|ied)|reject(?:s|ed)?|dismiss(?:es|ed)?)\b/iu,
  ],
  [/\b(?:affirm(?:s|ed)?|upheld)\b/iu, /\b(?:reversed?|overturned?)\b/iu],
  [/\binclud(?:es?|ed|ing)\b/iu, /\bexclud(?:es?|ed|ing)\b/iu],
  [/\bliable\b/iu, /\bnot liable\b/iu],
];

/**
 * Whether an English statement says the opposite of the sentence that it retells: a negation more or less, or a word for its
 * opposite. Only where the words are otherwise nearly the same; what is told freely is left to the reader.
 */
export function isOpposed(statement: string, cited: readonly CitedSentence[]): boolean {
  const terms = queryTerms(statement, ['english'], 64);
  if (terms.length < LEAST_TERMS) return false;
  const sources = retold(terms, cited);
  // Of several sentences that it may retell, one that agrees is enough.
  const said = plain(statement);
  return sources.length > 0 && sources.map(plain).every((source) => isNegated(said, source) || isTurned(said, source));
}

/** The sentences that hold most of the statement's words. */
function retold(terms: readonly string[], cited: readonly CitedSentence[]): readonly string[] {
  const found = cited
    .map(({ segment, terms: held }) => ({ segment, shared: terms.filter((term) => held.has(term)).length }))
    .filter(({ shared }) => shared >= Math.max(LEAST_TERMS, terms.length * RETOLD));
  const most = Math.max(0, ...found.map(({ shared }) => shared));
  return found.filter(({ shared }) => shared >= most - 1).map(({ segment }) => segment);
}

function isNegated(statement: string, source: string): boolean {
  const [denied, known] = [negated(statement), negated(source)];
  if (denied.size === 0 && known.size === 0) return false;
  if (denied.size === 0) return !DENIAL.test(statement) && meets(known, termSet(statement), 2);
  if (known.size === 0) return !DENIAL.test(source) && meets(denied, termSet(source), 1);
  return false;
}

/** The terms that the negations of a text reach, as far as the clause goes. */
function negated(text: string): ReadonlySet<string> {
  const reached = [...text.matchAll(NEGATION)].flatMap(({ index, 0: word }) => {
    const [clause = ''] = text
      .slice(index + word.length)
      .split(/[,;:.]|\b(?:but|however|although|because|unless|until|if)\b/iu, 1);
    return /[\p{L}\p{N}]/u.test(clause) ? queryTerms(clause, ['english'], REACH) : [];
  });
  return new Set(reached);
}

function isTurned(statement: string, source: string): boolean {
  if (negated(statement).size > 0 || negated(source).size > 0) return false;
  return OPPOSITES.some(([one, other]) => {
    const says = [one.test(statement), other.test(statement)];
    const stands = [one.test(source), other.test(source)];
    return says[0] !== says[1] && stands[0] !== stands[1] && says[0] !== stands[0];
  });
}

const termSet = (text: string): ReadonlySet<string> => new Set(indexTerms(text, 'english').terms);

const meets = (terms: ReadonlySet<string>, held: ReadonlySet<string>, least: number): boolean =>
  [...terms].filter((term) => held.has(term)).length >= Math.min(least, terms.size);
