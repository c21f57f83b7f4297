import { ProviderError } from './errors.ts';

/** From one page to another, both included, counted from 1. Without `to` it is all that follow. */
export type PageRange = { readonly from: number; readonly to?: number };

const MOST_RANGES = 1000;

/** What `1-3,8` or `5-` names. Throws `invalid_input`. */
export function readPageRanges(selection: string): readonly PageRange[] {
  const parts = selection.split(',');
  return parts.map((part) => {
    const match = /^\s*(\d{1,6})\s*(?:(-)\s*(\d{1,6})?)?\s*$/u.exec(part);
    const from = Number(match?.[1]);
    const to = match?.[2] === undefined ? from : match[3] === undefined ? undefined : Number(match[3]);
    if (match === null || from < 1 || (to !== undefined && to < from) || parts.length > MOST_RANGES) {
      throw new ProviderError('invalid_input', {
        message: `"${selection.slice(0, 60)}" names no pages.`,
        hint: 'For example "1-3,8" or "5-".',
        processed: false,
      });
    }
    return { from, ...(to !== undefined && { to }) };
  });
}

export const includesPage = (ranges: readonly PageRange[], page: number): boolean =>
  ranges.some(({ from, to = Number.POSITIVE_INFINITY }) => page >= from && page <= to);
