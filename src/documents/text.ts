import { extname } from 'node:path';
import { declaredCharset, decodeText } from '../core/charset.ts';
import type { ParsedDocument } from '../core/document.ts';
import { bounded, type ParseJob, pagelessNote } from './parsed.ts';
import { TEXT_TYPES } from './text-types.ts';

const FOLDED = new Set(['text/calendar', 'text/vcard']);

/** Text of any kind, as it is: code, logs, JSON. Line ends become `\n`. */
export const parseText = (job: ParseJob): ParsedDocument => {
  const { text: whole, encoding } = readText(job);
  const { type = 'text/plain', language } = TEXT_TYPES[extname(job.name ?? '').toLowerCase()] ?? {};
  // Calendars and address cards break long lines anywhere, also within words.
  const lines = FOLDED.has(type) ? whole.replaceAll(/\n[ \t]/gu, '') : whole;
  const { text, notes } = bounded(lines, job.limits);
  return {
    text,
    mimeType: type,
    pages: [],
    tables: [],
    metadata: { encoding, ...(language === undefined ? {} : { language }) },
    notes: [...notes, ...pagelessNote(job)],
  };
};

export function readText({ bytes, mimeType }: ParseJob): { readonly text: string; readonly encoding: string } {
  const { text, encoding } = decodeText(bytes, declaredCharset(mimeType, bytes));
  return { text: text.replaceAll(/\r\n?/gu, '\n'), encoding };
}
