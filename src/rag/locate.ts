export type Place = { readonly start: number; readonly end: number };

/** Marks that models and typesetters exchange for each other; within a quotation, double ones become single. */
const ALIKE: ReadonlyMap<string, string> = new Map([
  ...['"', '“', '”', '„', '«', '»', '＂', '‘', '’', '‚', '‹', '›', '`', '´'].map((mark) => [mark, "'"] as const),
  ...['‐', '‑', '‒', '–', '—', '−'].map((mark) => [mark, '-'] as const),
]);
const INVISIBLE = /[\u00AD\u200B-\u200F\u2060\uFEFF]/u;

/** Words of these scripts stand side by side, so that nothing tells where one begins. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Where a quote stands in a text: letter for letter, else apart from letter case, white space, quotation marks and dashes. Whole
 * words and numbers only: "legal" does not stand in "illegal", nor "500" in "5000" or "500,000". `undefined` when it does not.
 */
export function locate(text: string, quote: string): Place | undefined {
  const wanted = quote.trim();
  if (wanted === '') return undefined;
  const exact = indexOfWords(text, wanted);
  if (exact !== -1) return { start: exact, end: exact + wanted.length };
  const folded = fold(text);
  const needle = fold(wanted).text;
  const at = needle === '' ? -1 : indexOfWords(folded.text, needle);
  const start = folded.offsets[at];
  const last = folded.offsets[at + needle.length - 1];
  if (at === -1 || start === undefined || last === undefined) return undefined;
  return { start, end: last + 1 };
}

function indexOfWords(text: string, wanted: string): number {
  let at = text.indexOf(wanted);
  while (at !== -1 && (isInside(text, at) || isInside(text, at + wanted.length))) at = text.indexOf(wanted, at + 1);
  return at;
}

/** Whether a place lies within a word or a number. Six characters are enough to see a mark and the digits around it. */
function isInside(text: string, at: number): boolean {
  const before = text.slice(Math.max(0, at - 3), at);
  const after = text.slice(at, at + 3);
  if (/\d$/u.test(before) && /^[.,]?\d/u.test(after)) return true;
  if (/\d[.,]$/u.test(before) && /^\d/u.test(after)) return true;
  const [last, first] = [/[\p{L}\p{M}\p{N}]$/u.exec(before)?.[0], /^[\p{L}\p{M}\p{N}]/u.exec(after)?.[0]];
  return last !== undefined && first !== undefined && !UNSPACED.test(last) && !UNSPACED.test(first);
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
