export type Place = { readonly start: number; readonly end: number };

/** Marks that models and typesetters exchange for each other. */
const ALIKE: ReadonlyMap<string, string> = new Map([
  ...['“', '”', '„', '«', '»', '＂'].map((mark) => [mark, '"'] as const),
  ...['‘', '’', '‚', '`', '´'].map((mark) => [mark, "'"] as const),
  ...['‐', '‑', '‒', '–', '—', '−'].map((mark) => [mark, '-'] as const),
]);
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/u;

/**
 * Where a quote stands in a text: letter for letter, else apart from letter case, white space, quotation marks and dashes.
 * `undefined` when it does not.
 */
export function locate(text: string, quote: string): Place | undefined {
  const wanted = quote.trim();
  if (wanted === '') return undefined;
  const exact = text.indexOf(wanted);
  if (exact !== -1) return { start: exact, end: exact + wanted.length };
  const folded = fold(text);
  const needle = fold(wanted).text;
  const at = needle === '' ? -1 : folded.text.indexOf(needle);
  const start = folded.offsets[at];
  const last = folded.offsets[at + needle.length - 1];
  if (at === -1 || start === undefined || last === undefined) return undefined;
  return { start, end: last + 1 };
}

/** The text with what is alike made equal, and for each of its units the offset that it came from. */
function fold(text: string): { readonly text: string; readonly offsets: readonly number[] } {
  let folded = '';
  const offsets: number[] = [];
  for (let index = 0; index < text.length; index++) {
    const unit = text[index] ?? '';
    if (INVISIBLE.test(unit)) continue;
    const isSpace = /\s/u.test(unit);
    if (isSpace && (folded === '' || folded.endsWith(' '))) continue;
    const lower = unit.toLowerCase();
    // "İ" becomes two units in lower case, which would move every offset after it.
    folded += isSpace ? ' ' : (ALIKE.get(unit) ?? (lower.length === 1 ? lower : unit));
    offsets.push(index);
  }
  return { text: folded.trimEnd(), offsets };
}
