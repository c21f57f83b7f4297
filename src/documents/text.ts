import { extname } from 'node:path';
import { declaredCharset, decodeText } from '../core/charset.ts';
import type { ParsedDocument } from '../core/document.ts';
import { bounded, type ParseJob, pagelessNote } from './parsed.ts';
import { TEXT_TYPES } from './text-types.ts';

/** Text of any kind, as it is: code, logs, JSON. Line ends become `\n`. */
export const parseText = (job: ParseJob): ParsedDocument => {
  const { text: whole, encoding } = readText(job);
  const { type = 'text/plain', language } = TEXT_TYPES[extname(job.name ?? '').toLowerCase()] ?? {};
  const { text, notes } = bounded(whole, job.limits);
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
