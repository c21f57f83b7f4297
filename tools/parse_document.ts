import { z } from 'zod';
import type { RunOptions } from '../src/core/app.ts';
import type { CapabilityRequest } from '../src/core/capability.ts';
import type { OcrWish } from '../src/core/document.ts';
import { ProviderError } from '../src/core/errors.ts';
import { sumOfCosts } from '../src/core/money.ts';
import type { ParseResult } from '../src/core/parse.ts';
import type { Receipt } from '../src/core/receipt.ts';
import { defineTool, type ToolCall } from '../src/core/tool.ts';
import { callOptions, receiptFields, receiptShape, runOptions } from '../src/core/tool-shapes.ts';
import { addUsage } from '../src/core/usage.ts';
import { compileSchema, type Schema } from '../src/structured/schema.ts';
import { type FieldSource, fieldSources } from './_field-sources.ts';
import { demandExtractor, extractFields } from './_fields.ts';

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
  metered: true,
  description:
    'Extract text, pages, tables and fields by a schema from a PDF, Office file, e-book, e-mail, HTML or CSV file, or by OCR from a picture. To search many documents, use rag_index.',
  input: z.strictObject({
    source: z.string().describe('path, https URL, data: URL or resource URI'),
    pages: z.string().optional().describe('also slides, sheets, chapters; e.g. 1-3,8'),
    ocr: z.union([z.string(), z.boolean()]).optional().describe('auto (default), always, never, or languages: deu+eng'),
    schema: z.record(z.string(), z.unknown()).optional().describe('JSON Schema of fields to extract'),
    ...callOptions,
    model: z.string().optional().describe('remote parser, e.g. llamaparse; this machine when absent'),
  }),
  output: z.object({
    markdown: z.string(),
    pages: z.array(z.object({ page: z.number(), markdown: z.string() })),
    tables: z.array(z.object({ page: z.number().optional(), rows: z.array(z.array(z.string())) })),
    metadata: z.record(z.string(), z.union([z.string(), z.number()])),
    fields: z
      .unknown()
      .optional()
      .meta({ type: ['object', 'array', 'string', 'number', 'boolean'] }),
    field_sources: z
      .array(
        z.object({
          field: z.string(),
          quote: z.string().optional(),
          page: z.number().optional(),
          verified: z.boolean(),
        }),
      )
      .optional(),
    ...z.object(receiptShape).partial().shape,
  }),
  async run({ source, pages, ocr, schema, ...options }, call) {
    const wish = ocrWish(ocr);
    const validate = schema === undefined ? undefined : await compileSchema(schema);
    if (schema !== undefined && options.model === undefined) await demandExtractor(schema, call);
    const media = await call.app.sources.load(source, { signal: call.signal, principal: call.principal });
    const read: Read =
      options.model === undefined
        ? await readHere(media, { pages, ocr: wish }, call)
        : await readRemotely(
            { document: media, ...(/^https:\/\//i.test(source) && { url: source }), pages, ocr: wish, schema },
            runOptions(options),
            call,
          );
    if (schema === undefined || validate === undefined) return outputOf(read);
    if (read.document.fields === undefined) return outputOf(await withFields(read, schema, call));
    const problem = validate(read.document.fields);
    const notes = problem === undefined ? [] : [`The fields that the parser gave do not fit the schema: ${problem}`];
    return outputOf({ ...read, sources: fieldSources(read.document.fields, [], read.document), notes });
  },
  text: ({ markdown, fields, notes }) =>
    [
      ...(fields === undefined ? [] : [`Fields: ${JSON.stringify(fields)}`, '']),
      markdown.slice(0, MAX_TEXT),
      ...(markdown.length > MAX_TEXT
        ? [`… ${markdown.length - MAX_TEXT} more characters: ask for pages, or use rag_index.`]
        : []),
      ...(notes ?? []).map((note) => `Note: ${note}`),
    ].join('\n'),
});

type Read = {
  readonly document: Omit<ParseResult, 'usage'>;
  readonly receipt?: Receipt;
  readonly sources?: readonly FieldSource[];
  readonly notes?: readonly string[];
};

type Media = Awaited<ReturnType<ToolCall['app']['sources']['load']>>;

async function readHere(
  media: Media,
  { pages, ocr }: { readonly pages: string | undefined; readonly ocr: OcrWish },
  call: ToolCall,
): Promise<Read> {
  const parser = await call.app.documents();
  const { text, notes, mimeType, ...parsed } = await parser.parse(media, {
    signal: call.signal,
    pages,
    ocr,
    limits: { ocrMs: OCR_MS },
  });
  return {
    document: {
      markdown: text,
      pages: parsed.pages.map(({ page, start, end }) => ({ page, markdown: text.slice(start, end) })),
      tables: parsed.tables,
      metadata: { mime_type: mimeType, ...parsed.metadata },
    },
    notes,
  };
}

async function readRemotely(request: CapabilityRequest<'parse'>, options: RunOptions, call: ToolCall): Promise<Read> {
  const { result, receipt } = await call.app.run('parse', request, options, call);
  return { document: { ...result, metadata: { mime_type: request.document.mimeType, ...result.metadata } }, receipt };
}

/** Fields by a chat model. What was read is not lost when nobody can extract. */
async function withFields(read: Read, schema: Schema, call: ToolCall): Promise<Read> {
  try {
    const { fields, sources, receipt, notes } = await extractFields(read.document, schema, call);
    return {
      document: { ...read.document, fields },
      sources,
      receipt: read.receipt === undefined ? receipt : joined(read.receipt, receipt),
      notes: [...(read.notes ?? []), ...notes],
    };
  } catch (thrown) {
    const isPaid = read.receipt !== undefined && !call.signal.aborted;
    if (!isPaid || !(thrown instanceof ProviderError)) throw thrown;
    const why = [thrown.message, thrown.hint].filter((text) => text !== undefined).join(' ');
    return { ...read, notes: [...(read.notes ?? []), `No fields were extracted: ${why}`] };
  }
}

/** What reading and extracting used together, in the name of the parser. */
const joined = (parsed: Receipt, extracted: Receipt): Receipt => ({
  ...parsed,
  usage: addUsage(parsed.usage, extracted.usage),
  costMicroUsd: sumOfCosts([parsed.costMicroUsd, extracted.costMicroUsd]),
  latencyMs: parsed.latencyMs + extracted.latencyMs,
  attempts: [...parsed.attempts, ...extracted.attempts],
});

function outputOf({ document, receipt, sources, notes = [] }: Read) {
  const all = [...new Set([...(receipt?.notes ?? []), ...notes])];
  return {
    markdown: document.markdown,
    pages: document.pages.map(({ page, markdown }) => ({ page, markdown })),
    tables: document.tables.map(({ page, rows }) => ({ page, rows: rows.map((row) => [...row]) })),
    metadata: { ...document.metadata },
    ...(document.fields !== undefined && {
      fields: document.fields,
      field_sources: sources?.map((one) => ({ ...one })),
    }),
    ...(receipt !== undefined && receiptFields(receipt)),
    notes: all.length > 0 ? all : undefined,
  };
}
