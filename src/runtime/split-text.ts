/** Runs of text that are asked for one after the other. Length counts UTF-16 code units, which no provider counts fewer of. */

/** A pause within a sentence: what follows it may be said on its own. Not within `1,000` or `10:30`. */
const CLAUSE_END = /(?<=[,;:،؛—–]\s+|[、，；：]\s*)(?=\S)/u;

const segments = (text: string, granularity: 'sentence' | 'word' | 'grapheme'): readonly string[] =>
  Array.from(new Intl.Segmenter(undefined, { granularity }).segment(text), ({ segment }) => segment);

/** Finer and finer; a word is cut only where it is longer than all there may be. */
const CUTS: readonly ((text: string) => readonly string[])[] = [
  (text) => segments(text, 'sentence'),
  (text) => text.split(CLAUSE_END),
  (text) => segments(text, 'word'),
  (text) => segments(text, 'grapheme'),
];

/** The text in pieces of at most `most` characters, cut at sentence ends where that is possible. None is blank. */
export function splitText(text: string, most: number): readonly string[] {
  const limit = Math.max(1, Math.floor(most));
  return packed(text, limit, 0)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');
}

/** Neighbouring units put together as far as they fit; one that is too long by itself is cut finer. */
function packed(text: string, limit: number, level: number): readonly string[] {
  if (text.trim().length <= limit) return [text];
  const cut = CUTS[level];
  // A single grapheme of many code points, such as a family emoji, is worth more whole than a limit of a handful.
  if (cut === undefined) return [text];
  const pieces: string[] = [];
  let pending = '';
  for (const unit of cut(text)) {
    if ((pending + unit).trim().length <= limit) {
      pending += unit;
      continue;
    }
    const finer = packed(unit, limit, level + 1);
    pieces.push(pending, ...finer.slice(0, -1));
    pending = finer.at(-1) ?? '';
  }
  return [...pieces, pending];
}
