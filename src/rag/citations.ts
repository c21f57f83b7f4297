import type { Citation } from '../core/retrieval.ts';
import { locate } from './locate.ts';
import { bestQuote } from './quote.ts';
import { queryTerms } from './segment.ts';
import { sentencesOf } from './sentences.ts';
import { isBorneOut } from './support.ts';

/** A passage that an answer was made from: `text` begins at `start` of the document's stored text. */
export type Passage = {
  readonly document: string;
  readonly source: string;
  readonly page?: number;
  readonly text: string;
  readonly start: number;
};

export type Cited = {
  readonly text: string;
  readonly citations: readonly Citation[];
  readonly unsupported: readonly string[];
};

/** `[2]`, `[1, 3]`, `[2: "the words"]`, in the brackets and quotation marks of any language. */
const MARKER =
  /[[【](?:passage\s*)?(\d{1,3}(?:\s*[,;、]\s*\d{1,3})*)\s*(?:[:：,]?\s*["“„«「'‘]([\s\S]{1,2000}?)["”“»」'’]\s*)?[\]】]/giu;
/** Private characters stand for markers while sentences are found. */
const HELD = /\uE000(\d+)\uE001/gu;
const ELLIPSIS = /\s*(?:[[(]\s*(?:…|\.{3}|\. \. \.)\s*[\])]|…|\.{3,4}|\. \. \.)\s*/u;
const MAX_QUOTE = 600;
/** Shorter words stand in every text. In characters. */
const LEAST_QUOTE = 3;

type Marker = { readonly numbers: readonly number[]; readonly quote: string | undefined };

/**
 * An answer with its citations checked against the passages. Every quote is looked up, also in passages that were not named;
 * every sentence is held against what it cites, and what was `derived` from it.
 */
export function checkCitations(answer: string, passages: readonly Passage[], derived: readonly string[] = []): Cited {
  const markers: Marker[] = [];
  const held = answer.replaceAll(/[\uE000\uE001]/gu, '').replaceAll(MARKER, (_, numbers: string, quote?: string) => {
    markers.push({ numbers: numbers.split(/[,;、]/u).map(Number), quote });
    return `\uE000${markers.length - 1}\uE001`;
  });
  const citations: Citation[] = [];
  const unsupported: string[] = [];
  const text = sentencesWithMarkers(held)
    .map(({ words, tail, held: indices }) => {
      const cited = indices.flatMap((index) => citationsFor(markers[index], words, passages));
      if (!isClaim(words)) return words + tail;
      const own = cited.length > 0 ? cited : citationsFor(undefined, words, passages);
      const texts = own.flatMap((each) => passageOf(each, passages)?.text ?? []);
      const isSupported = texts.length > 0 && isBorneOut(words, [...texts, ...derived]);
      if (!isSupported) unsupported.push(words);
      const numbers = [...new Set(own.map((citation) => numberOf(citation, citations)))];
      return `${words}${numbers.map((number) => ` [${number}]`).join('')}${isSupported ? '' : ' [unsupported]'}${tail}`;
    })
    .join('')
    .trim();
  return { text, citations, unsupported };
}

/** Sentences with the markers that follow them, whichever side of the full stop those stand on. */
function sentencesWithMarkers(text: string) {
  const sentences: { words: string; tail: string; held: number[] }[] = [];
  for (const { segment } of sentencesOf(text)) {
    const [leading = ''] = /^(?:\s*\uE000\d+\uE001[.。]?)+/u.exec(segment) ?? [];
    const previous = sentences.at(-1);
    if (previous !== undefined) previous.held.push(...indicesIn(leading));
    const rest = previous === undefined ? segment : segment.slice(leading.length);
    const words = rest
      .replaceAll(HELD, '')
      .replaceAll(/[ \t]+(?=[.,;:!?。，])/gu, '')
      .replaceAll(/[ \t]{2,}/gu, ' ')
      .trim();
    const tail = /\s*$/u.exec(segment)?.[0] ?? '';
    if (words === '' && previous !== undefined) {
      previous.held.push(...indicesIn(rest));
      previous.tail += tail;
    } else sentences.push({ words, tail, held: indicesIn(rest) });
  }
  return sentences;
}

const indicesIn = (text: string): number[] => [...text.matchAll(HELD)].map(([, index]) => Number(index));

/** Headings and what announces a list claim nothing. */
const isClaim = (words: string): boolean =>
  /[\p{L}\p{N}]/u.test(words) && !/[:：]$/u.test(words) && !/^#{1,6}\s/u.test(words);

function citationsFor(marker: Marker | undefined, words: string, passages: readonly Passage[]): readonly Citation[] {
  if (marker === undefined) return quotationsIn(words).flatMap((quote) => findQuote(quote, passages) ?? []);
  const named = marker.numbers.flatMap((number) => passages[number - 1] ?? []);
  if (marker.quote === undefined || marker.quote.trim().length < LEAST_QUOTE) {
    return named.map((passage) =>
      verified(passage, passage.text.indexOf(quoteFor(words, passage)), quoteFor(words, passage)),
    );
  }
  return quotedFrom(marker.quote, named, passages);
}

/**
 * A quote looked up, first in the passages that it names, then in all. An ellipsis leaves something out: its parts count only
 * where they stand in one passage in that order, so that nobody sews a sentence out of scraps.
 */
export function quotedFrom(
  quote: string,
  named: readonly Passage[],
  passages: readonly Passage[],
): readonly Citation[] {
  const whole = findQuote(quote, named) ?? findQuote(quote, passages);
  if (whole !== undefined) return [whole];
  const parts = quote.split(ELLIPSIS).filter((part) => /[\p{L}\p{N}]/u.test(part));
  for (const passage of parts.length === 0 ? [] : [...named, ...passages]) {
    const found = inOrder(parts, passage);
    if (found !== undefined) return found;
  }
  const { document = '', source = '', page } = named[0] ?? {};
  return [{ document, source, page, quote: quote.trim().slice(0, MAX_QUOTE), verified: false }];
}

function inOrder(parts: readonly string[], passage: Passage): readonly Citation[] | undefined {
  const found: Citation[] = [];
  let from = 0;
  for (const part of parts) {
    const rest = passage.text.slice(from);
    const place = locate(rest, part);
    if (place === undefined) return undefined;
    found.push(verified(passage, from + place.start, rest.slice(place.start, place.end)));
    from += place.end;
  }
  return found;
}

/** A sentence that stands in a passage word for word, or what it puts in quotation marks. */
const quotationsIn = (words: string): readonly string[] => [
  words,
  ...[...words.matchAll(/["“„«「]([^"”“»」]{12,})["”“»」]/gu)].map(([, quotation = '']) => quotation),
];

/** Where a quote stands in the passages, verified; `undefined` when it stands in none of them. */
export function findQuote(quote: string, passages: readonly Passage[]): Citation | undefined {
  for (const passage of passages) {
    const place = locate(passage.text, quote);
    if (place !== undefined) return verified(passage, place.start, passage.text.slice(place.start, place.end));
  }
  return undefined;
}

const quoteFor = (words: string, { text }: Passage): string => bestQuote(text, queryTerms(words, ['english'], 64));

const verified = ({ document, source, page, start }: Passage, at: number, quote: string): Citation => ({
  document,
  source,
  quote,
  page,
  start: start + at,
  end: start + at + quote.length,
  verified: true,
});

const passageOf = ({ document, start, verified: isVerified }: Citation, passages: readonly Passage[]) =>
  passages.find(
    (passage) =>
      isVerified &&
      passage.document === document &&
      (start ?? -1) >= passage.start &&
      (start ?? -1) < passage.start + passage.text.length,
  );

/** The number of a citation, from 1; one that is new is added. */
function numberOf(citation: Citation, citations: Citation[]): number {
  const { document, quote, start } = citation;
  const known = citations.findIndex(
    (each) => each.document === document && each.quote === quote && each.start === start,
  );
  return known === -1 ? citations.push(citation) : known + 1;
}
