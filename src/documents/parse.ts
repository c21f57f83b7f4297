import type { ParsedDocument } from '../core/document.ts';
import { type Format, formatOf } from './format.ts';
import type { FormatParser, ParseJob } from './parsed.ts';

/** Each loads on its first use. */
const PARSERS: Readonly<Record<Format, () => Promise<FormatParser>>> = {
  pdf: async () => (await import('./pdf.ts')).parsePdf,
  html: async () => (await import('./html.ts')).parseHtml,
  markdown: async () => (await import('./markdown.ts')).parseMarkdown,
  csv: async () => (await import('./csv.ts')).parseCsv,
  text: async () => (await import('./text.ts')).parseText,
  image: async () => (await import('./image.ts')).parseImage,
};

/** Parses one document where it stands. Runs in the worker: a hostile file may hang or exhaust it. */
export async function parseDocument(job: ParseJob): Promise<ParsedDocument> {
  const parse = await PARSERS[formatOf(job.bytes, job.mimeType, job.name)]();
  return parse(job);
}
