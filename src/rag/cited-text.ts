import { monthsIn, type Quantity, quantitiesIn } from './quantities.ts';
import { analyse, indexTerms } from './segment.ts';
import { sentencesOf } from './sentences.ts';

export type CitedSentence = { readonly segment: string; readonly terms: ReadonlySet<string> };

/** Cited text, taken apart once: an answer holds dozens of claims against the same passages. */
export type CitedText = {
  readonly language: string;
  readonly terms: ReadonlySet<string>;
  readonly months: ReadonlySet<number>;
  readonly sentences: () => readonly CitedSentence[];
  /** The numbers as that language writes them. */
  readonly quantities: (language: string) => readonly Quantity[];
};

/** The passages of one answer, and a few of the one before. */
const MOST_KEPT = 8;
const kept = new Map<string, CitedText>();

export function citedText(text: string): CitedText {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const { language } = analyse(text.slice(0, 20_000));
  const quantities = new Map<string, readonly Quantity[]>();
  let sentences: readonly CitedSentence[] | undefined;
  const made: CitedText = {
    language,
    terms: new Set(indexTerms(text, language).terms),
    months: monthsIn(text),
    sentences: () => {
      sentences ??= Array.from(sentencesOf(text), ({ segment }) => ({
        segment,
        terms: new Set(indexTerms(segment, language).terms),
      }));
      return sentences;
    },
    quantities: (written) => {
      const found = quantities.get(written) ?? quantitiesIn(text, written);
      quantities.set(written, found);
      return found;
    },
  };
  const [oldest] = kept.keys();
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(text, made);
  return made;
}
