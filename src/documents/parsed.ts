import type { OcrWish, ParsedDocument, ParseLimits } from '../core/document.ts';

/** One document on its way through a format's parser. */
export type ParseJob = {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly name?: string;
  /** The pages wanted, `2-5,8`. */
  readonly pages?: string;
  readonly limits: Pick<ParseLimits, 'maxCharacters' | 'maxPages' | 'ocrMs'>;
  readonly ocr?: OcrWish;
  /** Where models of languages for OCR lie, besides those of the system. */
  readonly modelFolders?: readonly string[];
  /** Called once when OCR begins, which has a time of its own. */
  readonly askForTime?: (moreMs: number) => void;
};

/** Parses a document that is part of another one: an attachment. Refuses when that goes too deep. */
export type PartParser = (job: ParseJob) => Promise<ParsedDocument>;

export type FormatParser = (job: ParseJob, parsePart: PartParser) => ParsedDocument | Promise<ParsedDocument>;

/** Cuts a text at the limit, never through a character, and says so. */
export function bounded(text: string, { maxCharacters }: ParseJob['limits']): { text: string; notes: string[] } {
  if (text.length <= maxCharacters) return { text, notes: [] };
  const unit = text.charCodeAt(maxCharacters);
  const end = unit >= 0xdc00 && unit <= 0xdfff ? maxCharacters - 1 : maxCharacters;
  return { text: text.slice(0, end), notes: [`Cut after ${end} characters of ${text.length}.`] };
}

export const pagelessNote = ({ pages }: ParseJob): readonly string[] =>
  pages === undefined ? [] : ['This format has no pages: all of it was parsed.'];

/** A table whose rows would grow to more cells than this together keeps them as short as they are. */
const MAX_CELLS = 4_000_000;

/** Rows as a Markdown table. The first row is its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0);
  if (width === 0) return '';
  const isEven = width * rows.length <= MAX_CELLS;
  const line = (cells: readonly string[]): string =>
    `| ${Array.from({ length: isEven ? width : cells.length }, (_, index) => (cells[index] ?? '').replaceAll('|', '\\|').replaceAll(/\s+/gu, ' ').trim()).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join('\n');
}
