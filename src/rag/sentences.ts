const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** A line this long was broken by the width of a page, not by its author. In characters. */
const WRAPPED_LINE = 40;
const STARTS_AN_ITEM = /^\s*(?:[|>#]|[-*+•]\s|\d+[.)]\s)/u;

/**
 * The sentences of a text with their offsets. The segmenter ends one at every line break, so in prose that was wrapped to a
 * page's width it is shown a space instead; offsets stay true because one character replaces another.
 */
export const sentencesOf = (text: string): Iterable<{ readonly segment: string; readonly index: number }> =>
  cutAt(text, segmenter.segment(unwrapped(text)));

function* cutAt(text: string, segments: Iterable<{ readonly segment: string; readonly index: number }>) {
  let start: number | undefined;
  for (const { segment, index } of segments) {
    start ??= index;
    // A number before its clause is no sentence of its own.
    if (/^\s*\(?\d{1,3}[.)]\s*$/.test(segment)) continue;
    yield { segment: text.slice(start, index + segment.length), index: start };
    start = undefined;
  }
  if (start !== undefined) yield { segment: text.slice(start), index: start };
}

function unwrapped(text: string): string {
  if (!text.includes('\n')) return text;
  const lines = text.split('\n');
  return lines.reduce((joined, line, at) => {
    if (at === 0) return line;
    const before = lines[at - 1] ?? '';
    const isWrapped = before.trim().length >= WRAPPED_LINE && line.trim() !== '' && !STARTS_AN_ITEM.test(line);
    return `${joined}${isWrapped ? ' ' : '\n'}${line}`;
  }, '');
}
