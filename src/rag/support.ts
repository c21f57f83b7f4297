import { type CitedText, citedText } from './cited-text.ts';
import { isOpposed } from './polarity.ts';
import { holds, monthsIn, quantitiesIn } from './quantities.ts';
import { analyse, queryTerms } from './segment.ts';

/** A sentence shares at least this much of its content words with what it cites. Paraphrases share half and more. */
const LEAST_SHARED = 0.34;

/**
 * Whether the cited texts can bear a sentence out: they hold its numbers in their units and its months, enough of its words where
 * both are in one language, and no sentence that says the opposite in the same words. It finds what is certainly not there; it
 * cannot tell every wrong conclusion from the right words.
 */
export function isBorneOut(sentence: string, texts: readonly string[]): boolean {
  if (texts.length === 0) return false;
  const cited = citedText(texts.join('\n'));
  const { language } = cited;
  const own = analyse(sentence, language).language;
  if (!holdsNumbers(sentence, own, cited)) return false;
  if (own !== language) return true;
  const terms = queryTerms(sentence, [language], 64);
  if (terms.filter((term) => cited.terms.has(term)).length < terms.length * LEAST_SHARED) return false;
  return language !== 'english' || !isOpposed(sentence, cited.sentences());
}

/** A table or a few words may be taken for another language; then numbers are read as the other text writes them. */
function holdsNumbers(sentence: string, own: string, { language, months, quantities }: CitedText): boolean {
  if ([...monthsIn(sentence)].some((month) => !months.has(month))) return false;
  const named = [...months].map((value) => ({ value, unit: undefined }));
  const readings = [
    [own, language],
    ...(own === language
      ? []
      : [
          [language, language],
          [own, own],
        ]),
  ] as const;
  return readings.some(([said = own, read = language]) => {
    // "one" is an article more often than a number, and says nothing when it is missing.
    const claimed = quantitiesIn(sentence, said).filter(
      ({ value, unit }) => unit !== undefined || (value !== 0 && value !== 1),
    );
    return claimed.length === 0 || claimed.every((each) => holds(quantities(read), each) || holds(named, each));
  });
}
