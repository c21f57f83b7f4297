import { z } from 'zod';
import type { OcrWish } from '../src/core/document.ts';
import { ProviderError } from '../src/core/errors.ts';
import { defineTool } from '../src/core/tool.ts';

/** A reader of the plain text sees its beginning; the structured result has all of it. */
const MAX_TEXT = 20_000;

/** A client waits a minute or two for an answer: what OCR has not read by then can be asked for by its pages. */
const OCR_MS = 100_000;

/** Codes of languages as tesseract names its models: `deu`, `chi_sim+eng`. */
const LANGUAGES = /^[a-z]{3}(?:_[a-z]{3,4}){0,2}(?:\+[a-z]{3}(?:_[a-z]{3,4}){0,2}){0,4}$/u;

function ocrWish(given: string | boolean | undefined): OcrWish {
  if (given === undefined || given === true || given === 'auto') return { mode: 'auto' };
  if (given === false || given === 'never') return { mode: 'never' };
  if (given === 'always') return { mode: 'always' };
  if (LANGUAGES.test(given)) return { mode: 'auto', languages: given };
  throw new ProviderError('invalid_input', {
    message: `ocr cannot be "${given.slice(0, 40)}".`,
    hint: 'Use auto, always, never, or languages such as deu+eng.',
  });
}

export default defineTool({
  name: 'parse_document',
  title: 'Parse a document',
  group: 'retrieval',
  effect: 'read',
  metered: false,
  description:
    'Extract text, pages and tables from a PDF, Office file, e-book, e-mail, HTML or CSV file, or by OCR from a picture. To search many documents, use rag_index.',
  input: z.strictObject({
    source: z.string().describe('path, https URL, data: URL or resource URI'),
    pages: z.string().optional().describe('also slides, sheets, chapters; e.g. 1-3,8'),
    ocr: z.union([z.string(), z.boolean()]).optional().describe('auto (default), always, never, or languages: deu+eng'),
  }),
  output: z.object({
    markdown: z.string(),
    pages: z.array(z.object({ page: z.number(), markdown: z.string() })),
    tables: z.array(z.object({ page: z.number().optional(), rows: z.array(z.array(z.string())) })),
    metadata: z.record(z.string(), z.union([z.string(), z.number()])),
    notes: z.array(z.string()).optional(),
  }),
  async run({ source, pages, ocr }, call) {
    const wish = ocrWish(ocr);
    const media = await call.app.sources.load(source, { signal: call.signal, principal: call.principal });
    const parser = await call.app.documents();
    const document = await parser.parse(media, { signal: call.signal, pages, ocr: wish, limits: { ocrMs: OCR_MS } });
    return {
      markdown: document.text,
      pages: document.pages.map(({ page, start, end }) => ({ page, markdown: document.text.slice(start, end) })),
      tables: document.tables.map(({ page, rows }) => ({ page, rows: rows.map((row) => [...row]) })),
      metadata: { mime_type: document.mimeType, ...document.metadata },
      notes: document.notes.length > 0 ? [...document.notes] : undefined,
    };
  },
  text: ({ markdown, notes }) =>
    [
      markdown.slice(0, MAX_TEXT),
      ...(markdown.length > MAX_TEXT
        ? [`… ${markdown.length - MAX_TEXT} more characters: ask for pages, or use rag_index.`]
        : []),
      ...(notes ?? []).map((note) => `Note: ${note}`),
    ].join('\n'),
});
