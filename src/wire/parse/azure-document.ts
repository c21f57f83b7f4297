import { ProviderError } from '../../core/errors.ts';
import type { ParsedTable, ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { jobId, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { base64 } from '../media.ts';
import { count, filled, type Json, record, records, text } from '../read.ts';
import { documentOf } from './document.ts';

const MOST_COLUMNS = 2000;
const MOST_ROWS = 100_000;

/** Models that read alone; others know a kind of document and its fields. */
const READERS: ReadonlySet<string> = new Set(['prebuilt-layout', 'prebuilt-read']);

const folder = (model: string): string => `/documentintelligence/documentModels/${encodeURIComponent(model)}`;

/** An open range is not known there: it ends where any document does. */
const LAST_PAGE = 10_000;

export const encodeQuery = ({ model, pages }: ParseRequest, version: string): Readonly<Record<string, string>> => ({
  'api-version': version,
  stringIndexType: 'utf16CodeUnit',
  // The plain reader has no structure to write down.
  ...(model !== 'prebuilt-read' && { outputContentFormat: 'markdown' }),
  ...(pages !== undefined && { pages: pages.replaceAll(/\s/g, '').replaceAll(/-(?=,|$)/g, `-${LAST_PAGE}`) }),
});

export function decodeResult(result: Json, model: string, provider: string): ParseResult {
  const content = text(result.content);
  const pages = Array.isArray(result.pages) ? records(result.pages) : undefined;
  const documents = records(result.documents);
  return documentOf(provider, {
    pages: pages?.map((page) => ({
      page: page.pageNumber,
      markdown: content === undefined ? undefined : spanned(content, records(page.spans)).trim(),
    })),
    markdown: content,
    tables: records(result.tables).map((table) => tableOf(table, provider)),
    fields: READERS.has(model) || documents.length === 0 ? undefined : fieldsOf(record(documents[0]?.fields) ?? {}),
    metadata: { parser: filled(result.modelId), language: filled(records(result.languages)[0]?.locale) },
  });
}

const spanned = (content: string, spans: readonly Json[]): string =>
  spans
    .map(({ offset, length }) => {
      const from = count(offset);
      const size = count(length);
      return from === undefined || size === undefined ? '' : content.slice(from, from + size);
    })
    .join('\n');

function tableOf({ rowCount, columnCount, cells, boundingRegions }: Json, provider: string): ParsedTable {
  const height = count(rowCount) ?? 0;
  const width = count(columnCount) ?? 0;
  if (height > MOST_ROWS || width > MOST_COLUMNS) {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent a table beyond all measure.` });
  }
  const rows = Array.from({ length: height }, () => Array.from({ length: width }, () => ''));
  for (const { rowIndex, columnIndex, content } of records(cells)) {
    const row = rows[count(rowIndex) ?? -1];
    const column = count(columnIndex);
    if (row !== undefined && column !== undefined && column < width) row[column] = text(content) ?? '';
  }
  const page = count(records(boundingRegions)[0]?.pageNumber);
  return { ...(page !== undefined && { page }), rows };
}

/** The fields that a model of one kind of document knows, by their plain values. */
const fieldsOf = (fields: Json): Json =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const known = record(field) ?? {};
      const value = known.valueString ?? known.valueNumber ?? known.valueInteger ?? known.valueDate ?? known.content;
      return [name, value ?? null];
    }),
  );

/** Azure Document Intelligence: the document in the request, the result at the address that the answer names. */
export const azureDocument = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;
  const version = (): string => endpoint.setting('apiVersion') ?? '2024-11-30';
  const jobs = restJobs(endpoint, {
    idOf: ({ id }) => id,
    lookAt: ({ id, details }) => ({
      path: `${folder(details?.model ?? 'prebuilt-layout')}/analyzeResults/${encodeURIComponent(id)}`,
      query: { 'api-version': version() },
    }),
    words: {
      notStarted: 'queued',
      running: 'running',
      succeeded: 'succeeded',
      failed: 'failed',
      canceled: 'cancelled',
      skipped: 'failed',
    },
  });
  return {
    intake: () => ({ takes: 'file', maxBytes: 350_000_000, choosesPages: true, choosesOcr: false }),
    pollMs: 2000,
    async start(request, { signal }) {
      const { model, document } = request;
      const query = encodeQuery(request, version());
      const body = { base64Source: base64(document) };
      const answer = await endpoint.send(`${folder(model)}:analyze`, body, { signal, query });
      // Only the id is taken from the address: the results lie on the same server.
      const [, id] = /\/analyzeResults\/([^/?#]+)/.exec(answer.headers['operation-location'] ?? '') ?? [];
      return { id: jobId(id, provider), details: { model } };
    },
    async poll(operation, { signal }) {
      const state = await jobs.look(operation, { signal });
      const model = operation.details?.model ?? '';
      return stateOf(state, (job) => decodeResult(record(job.analyzeResult) ?? {}, model, provider));
    },
  };
};
