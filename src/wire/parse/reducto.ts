import { readPageRanges } from '../../core/page-ranges.ts';
import type { ParsedTable, ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { formOf } from '../../http/request-body.ts';
import { jobId, jobPath, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';
import { documentFile, documentOf } from './document.ts';
import { tablesIn } from './tables.ts';

/** What a job is asked to do with an uploaded file. */
export function encodeRequest({ pages, ocr }: ParseRequest, input: string): Json {
  const settings = defined({
    extraction_mode: ocr?.mode === 'always' ? 'ocr' : undefined,
    page_range:
      pages === undefined ? undefined : readPageRanges(pages).map(({ from, to }) => defined({ start: from, end: to })),
  });
  return defined({
    input,
    formatting: { table_output_format: 'md' },
    settings: Object.keys(settings).length === 0 ? undefined : settings,
  });
}

/** Chunks hold blocks, each with its page; the page of the file itself where only some pages were read. */
export function decodeResult(result: Json, usage: Json | undefined, provider: string): ParseResult {
  const chunks = Array.isArray(result.chunks) ? records(result.chunks) : undefined;
  const blocks = (chunks ?? []).flatMap((chunk) => records(chunk.blocks));
  const byPage = new Map<number, string[]>();
  const tables: ParsedTable[] = [];
  for (const { type, bbox, content } of blocks) {
    const box = record(bbox);
    const page = count(box?.original_page) ?? count(box?.page) ?? 0;
    const said = text(content) ?? '';
    byPage.set(page, [...(byPage.get(page) ?? []), said]);
    if (type === 'Table') tables.push(...tablesIn(said, page));
  }
  const hasPages = byPage.size > 0 && !byPage.has(0);
  return documentOf(provider, {
    pages: hasPages ? [...byPage].map(([page, said]) => ({ page, markdown: said.join('\n\n') })) : undefined,
    markdown: chunks?.map((chunk) => text(chunk.content) ?? '').join('\n\n'),
    ...(tables.length > 0 && { tables }),
    billedPages: usage?.num_pages,
  });
}

/** Reducto: the file is uploaded and read by a job; a large result lies at an address. Fields come from what was read. */
export const reducto = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;
  const jobs = restJobs(endpoint, {
    idOf: ({ job_id }) => job_id,
    lookAt: (operation) => ({ path: jobPath('/job', operation) }),
    cancelAt: (operation) => ({ path: jobPath('/cancel', operation), method: 'POST' }),
    words: {
      Pending: 'queued',
      Idle: 'queued',
      InProgress: 'running',
      Completing: 'running',
      Completed: 'succeeded',
      Failed: 'failed',
      Cancelled: 'cancelled',
    },
    reasonOf: (job) => ({ message: filled(job.reason) }),
    progressOf: (job) => count(job.progress),
  });
  return {
    intake: () => ({ takes: 'file', maxBytes: 100_000_000, choosesPages: true, choosesOcr: true, takesSchema: false }),
    pollMs: 2000,
    async start(request, { signal }) {
      const form = formOf({ file: documentFile(request.document) });
      const uploaded = await endpoint.send('/upload', form, { signal });
      const fileId = jobId(record(await uploaded.json())?.file_id, provider);
      return jobs.submit('/parse_async', encodeRequest(request, fileId), { signal });
    },
    async poll(operation, { signal }) {
      const state = await jobs.look(operation, { signal });
      return stateOf(state, (job) => {
        const answer = record(job.result) ?? {};
        const usage = record(answer.usage);
        const result = record(answer.result) ?? {};
        const link = filled(result.url);
        const read = (chunks: Json): ParseResult => ({
          ...decodeResult(chunks, usage, provider),
          handle: operation.id,
        });
        return link === undefined ? read(result) : { link, read: (body: unknown) => read(linked(body)) };
      });
    },
    async extract({ handle, schema }, { signal }) {
      const body = { input: `jobid://${handle}`, instructions: { schema } };
      const answer = record(await (await endpoint.send('/extract', body, { signal })).json());
      const pages = count(record(answer?.usage)?.num_pages);
      const [first] = records(answer?.result);
      return { fields: first ?? answer?.result, usage: pages === undefined ? {} : { pages } };
    },
    async cancel(operation, { signal }) {
      await jobs.cancel?.(operation, { signal });
    },
  };
};

/** What lies at an address is the chunks alone, or the result around them. */
const linked = (body: unknown): Json => (Array.isArray(body) ? { chunks: body } : (record(body) ?? {}));
