import { analyse, indexTerms, queryTerms } from './segment.ts';

/** A sentence shares at least this much of its content words with what it cites. Paraphrases share half and more. */
const LEAST_SHARED = 0.34;

const NUMBER_WORDS =
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
  seventeen eighteen nineteen twenty`.split(/\s+/u);
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/**
 * Whether the cited texts can bear a sentence out: they hold its numbers, and enough of its words where both are in one
 * language. It finds what is certainly not there; it cannot tell a wrong conclusion from the right words.
 */
export function isBorneOut(sentence: string, texts: readonly string[]): boolean {
  if (texts.length === 0) return false;
  const cited = texts.join('\n');
  const known = numbersIn(cited);
  if ([...numbersIn(sentence)].some((number) => !known.has(number))) return false;
  const { language } = analyse(cited.slice(0, 20_000));
  if (analyse(sentence, language).language !== language) return true;
  const terms = queryTerms(sentence, [language], 64);
  const held = new Set(indexTerms(cited, language).terms);
  return terms.filter((term) => held.has(term)).length >= terms.length * LEAST_SHARED;
}

/** Numbers in digits and in English words, "1,000.0" as "1000". */
function numbersIn(text: string): ReadonlySet<string> {
  const digits = (text.match(/\d+(?:[., {2}]\d{3})*(?:[.,]\d+)?/gu) ?? []).map(plain);
  const words = (text.toLowerCase().match(/[a-z]+/gu) ?? []).flatMap((word) => {
    if (NUMBER_WORDS.includes(word)) return [String(NUMBER_WORDS.indexOf(word))];
    return TENS.includes(word) ? [String((TENS.indexOf(word) + 2) * 10)] : [];
  });
  // "one" is an article more often than a number, and says nothing when it is missing.
  return new Set([...digits, ...words].filter((number) => number !== '1' && number !== '0'));
}

function plain(number: string): string {
  const grouped = number.replaceAll(/[., {2}](?=\d{3}(?!\d))/gu, '').replace(',', '.');
  return String(Number(grouped));
}
