import { declaredCharset, decodeText } from '../core/charset.ts';
import { bounded, type FormatParser, type ParseJob, pagelessNote } from './parsed.ts';

/** Text of any kind, as it is: code, logs, JSON. Line ends become `\n`. */
export const parseText: FormatParser = (job) => {
  const { text: whole, encoding } = readText(job);
  const { text, notes } = bounded(whole, job.limits);
  return {
    text,
    mimeType: 'text/plain',
    pages: [],
    tables: [],
    metadata: { encoding },
    notes: [...notes, ...pagelessNote(job)],
  };
};

export function readText({ bytes, mimeType }: ParseJob): { readonly text: string; readonly encoding: string } {
  const { text, encoding } = decodeText(bytes, declaredCharset(mimeType, bytes));
  return { text: text.replaceAll(/\r\n?/gu, '\n'), encoding };
}
