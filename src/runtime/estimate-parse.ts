import type { CapabilityRequest } from '../core/capability.ts';
import { readPageRanges } from '../core/page-ranges.ts';
import type { UsageEstimate } from './estimate.ts';

/** A page of plain text packed as small as it gets; one that is a scan has many times as much. */
const LEAST_PAGE_BYTES = 3000;
const MOST_PAGES = 1000;
const MARK = /\/Type\s*\/Page(?![a-zA-Z])/g;

/** The pages that will be read and billed. Counted where a PDF lists them openly, else guessed from its size. */
export function parseUsage({ document, pages }: CapabilityRequest<'parse'>): UsageEstimate {
  const { bytes } = document;
  const listed = isPdf(bytes) ? (Buffer.from(bytes).toString('latin1').match(MARK)?.length ?? 0) : 0;
  const guess = Math.min(MOST_PAGES, Math.max(1, Math.ceil(bytes.byteLength / LEAST_PAGE_BYTES)));
  const whole = listed > 0 ? { low: listed, high: listed } : { low: 1, high: guess };
  const named = pages === undefined ? undefined : sizeOf(pages, whole.high);
  return { low: { pages: named === undefined ? whole.low : Math.min(named, whole.low) }, high: { pages: whole.high } };
}

const isPdf = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');

const sizeOf = (pages: string, count: number): number =>
  readPageRanges(pages).reduce((total, { from, to = count }) => total + Math.max(0, Math.min(to, count) - from + 1), 0);
