import type { ParsedDocument } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { type Format, formatOf } from './format.ts';
import type { FormatParser, ParseJob } from './parsed.ts';

/** Each loads on its first use. */
const PARSERS: Readonly<Record<Format, () => Promise<FormatParser>>> = {
  pdf: async () => (await import('./pdf.ts')).parsePdf,
  html: async () => (await import('./html.ts')).parseHtml,
  markdown: async () => (await import('./markdown.ts')).parseMarkdown,
  notebook: async () => (await import('./notebook.ts')).parseNotebook,
  csv: async () => (await import('./csv.ts')).parseCsv,
  text: async () => (await import('./text.ts')).parseText,
  docx: async () => (await import('./docx.ts')).parseDocx,
  pptx: async () => (await import('./pptx.ts')).parsePptx,
  xlsx: async () => (await import('./xlsx.ts')).parseXlsx,
  odf: async () => (await import('./odf.ts')).parseOdf,
  epub: async () => (await import('./epub.ts')).parseEpub,
  rtf: async () => (await import('./rtf.ts')).parseRtf,
  eml: async () => (await import('./eml.ts')).parseEml,
  mbox: async () => (await import('./mbox.ts')).parseMbox,
  msg: async () => (await import('./msg.ts')).parseMsg,
  image: async () => (await import('./image.ts')).parseImage,
};

/** A message may carry a message. */
const MAX_NESTING = 4;

/** Parses one document where it stands. Runs in the worker: a hostile file may hang or exhaust it. */
export async function parseDocument(job: ParseJob, nesting = 0): Promise<ParsedDocument> {
  if (nesting > MAX_NESTING) {
    throw new ProviderError('invalid_input', { message: `Nested in more than ${MAX_NESTING} other documents.` });
  }
  const parse = await PARSERS[formatOf(job.bytes, job.mimeType, job.name)]();
  return parse(job, (part) => parseDocument(part, nesting + 1));
}
