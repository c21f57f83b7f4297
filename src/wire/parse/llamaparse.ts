import type { OperationState } from '../../core/operation.ts';
import type { ParseAnswer, ParsedTable, ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { formOf } from '../../http/request-body.ts';
import { jobId, jobPath, noJob, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, defined, filled, type Json, record, records, text } from '../read.ts';
import { documentFile, documentOf, pagesNote } from './document.ts';
import { llamaExtract } from './llama-extract.ts';

const PATH = '/api/v2/parse';
/** Where a server of the first version, which some still run, has the text of a job. */
const FIRST_RESULT = '/api/v1/parsing/job';

/** What a job is asked to do with an uploaded file. */
export const encodeRequest = ({ model, pages, ocr }: ParseRequest, fileId: string): Json =>
  defined({
    file_id: fileId,
    tier: model,
    version: 'latest',
    page_ranges: pages === undefined ? undefined : { target_pages: pages },
    processing_options:
      ocr?.languages === undefined ? undefined : { ocr_parameters: { languages: languages(ocr.languages) } },
  });

/** The service has codes of two letters. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  eng: 'en',
  deu: 'de',
  fra: 'fr',
  spa: 'es',
  ita: 'it',
  por: 'pt',
  nld: 'nl',
  pol: 'pl',
  rus: 'ru',
  ukr: 'uk',
  jpn: 'ja',
  kor: 'ko',
  ara: 'ar',
  tur: 'tr',
  chi_sim: 'ch_sim',
  chi_tra: 'ch_tra',
};
const languages = (codes: string): readonly string[] => codes.split('+').map((code) => TWO_LETTERS[code] ?? code);

export function decodeResponse(answer: Json, provider: string): ParseResult {
  const pages = record(answer.markdown)?.pages ?? record(answer.text)?.pages;
  const read = Array.isArray(pages) ? records(pages) : undefined;
  const failed = (read ?? []).filter(({ success }) => success === false).map((page) => count(page.page_number));
  const tables = itemTables(answer);
  const title = filled(record(answer.job)?.name);
  return documentOf(provider, {
    pages: read
      ?.filter(({ success }) => success !== false)
      .map((page) => ({ page: page.page_number, markdown: page.markdown ?? page.text })),
    markdown:
      read === undefined
        ? (text(answer.markdown) ?? text(answer.markdown_full) ?? text(answer.text) ?? text(answer.text_full))
        : undefined,
    ...(tables.length > 0 && { tables }),
    metadata: { title },
    billedPages: count(record(answer.job_metadata)?.job_pages) ?? read?.length,
    notes: pagesNote(failed),
  });
}

function itemTables(answer: Json): readonly ParsedTable[] {
  return records(record(answer.items)?.pages).flatMap((page) => {
    const number = count(page.page_number);
    return records(page.items)
      .filter(({ type, rows }) => type === 'table' && Array.isArray(rows))
      .map(({ rows }) => ({ ...(number !== undefined && { page: number }), rows: rowsOf(rows) }));
  });
}

const rowsOf = (rows: unknown): readonly (readonly string[])[] =>
  (Array.isArray(rows) ? rows : []).map((row) => (Array.isArray(row) ? row : []).map((cell) => String(cell ?? '')));

/** LlamaParse: the file is uploaded, a job reads it, and its result comes with the last look. */
export const llamaparse =
  (): CapabilityFactory<'parse'> =>
  (endpoint, { wait }) => {
    const { provider } = endpoint;
    const jobs = restJobs(endpoint, {
      idOf: ({ id }) => id,
      lookAt: (operation) => ({
        path: `${jobPath(PATH, operation)}?expand=markdown&expand=items&expand=job_metadata`,
      }),
      cancelAt: (operation) => ({ path: `${jobPath(PATH, operation)}/cancel`, method: 'POST' }),
      stateIn: (answer) => filled(record(answer.job)?.status) ?? filled(answer.status),
      words: {
        PENDING: 'queued',
        RUNNING: 'running',
        COMPLETED: 'succeeded',
        SUCCESS: 'succeeded',
        PARTIAL_SUCCESS: 'succeeded',
        FAILED: 'failed',
        ERROR: 'failed',
        CANCELLED: 'cancelled',
      },
      reasonOf: (answer) => {
        const job = record(answer.job) ?? answer;
        return { message: filled(job.error_message), code: filled(job.error_code) };
      },
    });
    return {
      intake: () => ({ takes: 'file', maxBytes: 300_000_000, choosesPages: true, choosesOcr: false }),
      pollMs: 2000,
      async start(request, { signal }) {
        const form = formOf({ purpose: 'parse', file: documentFile(request.document) });
        const uploaded = await endpoint.send('/api/v1/beta/files', form, { signal });
        const fileId = jobId(record(await uploaded.json())?.id, provider);
        return jobs.submit(PATH, encodeRequest(request, fileId), { signal });
      },
      async poll(operation, { signal }): Promise<OperationState<ParseAnswer>> {
        const state = await jobs.look(operation, { signal });
        if (state.status !== 'succeeded') return state;
        const hasText = ['markdown', 'text', 'markdown_full', 'text_full'].some((name) => state.output[name] != null);
        const read = (answer: Json): ParseResult => ({ ...decodeResponse(answer, provider), handle: operation.id });
        if (hasText) return stateOf(state, read);
        const path = `${jobPath(FIRST_RESULT, operation)}/result/markdown`;
        const output = record(await (await endpoint.send(path, undefined, { signal })).json());
        if (output === undefined) throw noJob(provider);
        return stateOf({ status: 'succeeded', output }, read);
      },
      extract: llamaExtract(endpoint, wait),
      async cancel(operation, { signal }) {
        await jobs.cancel?.(operation, { signal });
      },
    };
  };
