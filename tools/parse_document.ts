import { z } from 'zod';
import { defineTool } from '../src/core/tool.ts';

/** A reader of the plain text sees its beginning; the structured result has all of it. */
const MAX_TEXT = 20_000;

export default defineTool({
  name: 'parse_document',
  title: 'Parse a document',
  group: 'retrieval',
  effect: 'read',
  metered: false,
  description:
    'Extract text, pages and tables from a PDF, Office file, e-book, e-mail, HTML, CSV or text file. To search many documents, use rag_index.',
  input: z.strictObject({
    source: z.string().describe('path, https URL, data: URL or resource URI'),
    pages: z.string().optional().describe('also slides, sheets, chapters; e.g. 1-3,8'),
  }),
  output: z.object({
    markdown: z.string(),
    pages: z.array(z.object({ page: z.number(), markdown: z.string() })),
    tables: z.array(z.object({ page: z.number().optional(), rows: z.array(z.array(z.string())) })),
    metadata: z.record(z.string(), z.union([z.string(), z.number()])),
    notes: z.array(z.string()).optional(),
  }),
  async run({ source, pages }, call) {
    const media = await call.app.sources.load(source, { signal: call.signal, principal: call.principal });
    const parser = await call.app.documents();
    const document = await parser.parse(media, { signal: call.signal, pages });
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
