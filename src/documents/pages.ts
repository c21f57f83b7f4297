import { ProviderError } from '../core/errors.ts';

/** The page numbers that `2-5,8` names, ascending, each once; all up to `limit` when nothing is named. */
export function selectPages(selection: string | undefined, count: number, limit: number): readonly number[] {
  if (selection === undefined) return Array.from({ length: Math.min(count, limit) }, (_, index) => index + 1);
  const pages = new Set<number>();
  for (const part of selection.split(',')) {
    const match = /^\s*(\d{1,6})\s*(?:-\s*(\d{1,6})?)?\s*$/u.exec(part);
    const from = Number(match?.[1]);
    const to = part.includes('-') ? Number(match?.[2] ?? count) : from;
    if (match === null || from < 1 || to < from || from > count) {
      throw new ProviderError('invalid_input', {
        message: `"${selection.slice(0, 60)}" names no pages of this document, which has ${count}.`,
        hint: 'For example "1-3,8" or "5-".',
      });
    }
    for (let page = from; page <= Math.min(to, count) && pages.size < limit; page++) pages.add(page);
  }
  return [...pages].sort((left, right) => left - right);
}

/** Says that a document has more slides (or sheets, chapters) than are read when nobody asks for some of them. */
export const restNote = (
  selection: string | undefined,
  wanted: readonly number[],
  count: number,
  noun: string,
): readonly string[] =>
  selection === undefined && count > wanted.length
    ? [`Only the first ${wanted.length} of ${count} ${noun} were parsed.`]
    : [];
