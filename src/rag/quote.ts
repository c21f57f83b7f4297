import { indexTerms } from './segment.ts';
import { sentencesOf } from './sentences.ts';

/** A quote is a passage to look at, not a second copy of the chunk. */
const MAX_QUOTE = 320;

type Span = { readonly start: number; readonly end: number };

/**
 * The passage of a chunk that shares most with the query: the best sentence, with the one after it where both fit. Always an
 * exact substring.
 */
export function bestQuote(text: string, terms: readonly string[]): string {
  const spans = sentenceSpans(text);
  const wanted = new Set(terms);
  const found = spans.map(
    (span) => new Set(indexTerms(text.slice(span.start, span.end)).terms.filter((term) => wanted.has(term))),
  );
  // A term that stands in many sentences of the chunk tells little about which of them answers.
  const frequency = new Map<string, number>();
  for (const terms of found) for (const term of terms) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  let best = 0;
  let most = -1;
  for (const [index, terms] of found.entries()) {
    const score = [...terms].reduce((sum, term) => sum + 1 / (frequency.get(term) ?? 1), 0) + terms.size;
    if (score > most) {
      most = score;
      best = index;
    }
  }
  const first = spans[best];
  if (first === undefined) return '';
  const next = spans[best + 1];
  const end = next !== undefined && next.end - first.start <= MAX_QUOTE ? next.end : first.end;
  return text.slice(first.start, end);
}

/** Sentences without the white space around them, long ones cut at a word. */
function sentenceSpans(text: string): readonly Span[] {
  const spans: Span[] = [];
  for (const { segment, index } of sentencesOf(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    let start = index + segment.indexOf(trimmed);
    const end = start + trimmed.length;
    while (end - start > MAX_QUOTE) {
      const space = text.lastIndexOf(' ', start + MAX_QUOTE);
      const at = space > start ? space : cutBefore(text, start + MAX_QUOTE);
      spans.push({ start, end: at });
      start = text[at] === ' ' ? at + 1 : at;
    }
    if (end > start) spans.push({ start, end });
  }
  return spans;
}

/** The offset, or the one before it where it would divide a surrogate pair. */
function cutBefore(text: string, offset: number): number {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff ? offset - 1 : offset;
}
