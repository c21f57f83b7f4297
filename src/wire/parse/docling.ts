import { readPageRanges } from '../../core/page-ranges.ts';
import type { ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { formOf } from '../../http/request-body.ts';
import { jobFailure, jobId, jobPath, noJob, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { filled, record, records, text } from '../read.ts';
import { documentFile, documentOf } from './document.ts';

const PAGE_BREAK = '<!-- page break -->';

/** One range is all that the server can be asked for. */
function rangeOf(pages: string | undefined): readonly string[] | undefined {
  const [range, ...others] = pages === undefined ? [] : readPageRanges(pages);
  if (range === undefined || others.length > 0) return undefined;
  return [String(range.from), String(range.to ?? Number.MAX_SAFE_INTEGER)];
}

export const encodeForm = ({ model, document, pages, ocr }: ParseRequest): FormData =>
  formOf({
    files: documentFile(document),
    to_formats: 'md',
    pipeline: model,
    image_export_mode: 'placeholder',
    md_page_break_placeholder: PAGE_BREAK,
    do_ocr: ocr?.mode === 'never' ? 'false' : 'true',
    force_ocr: ocr?.mode === 'always' ? 'true' : undefined,
    ocr_lang: ocr?.languages?.split('+'),
    page_range: rangeOf(pages),
  });

/** The Markdown of the first page that was asked for on, each page ended by the mark that was asked for. */
export function decodeResult(body: unknown, first: number | undefined, provider: string): ParseResult {
  const answer = record(body) ?? {};
  const markdown = text(record(answer.document)?.md_content);
  const errors = records(answer.errors).map(
    ({ error_message }) => filled(error_message) ?? 'an error without a message',
  );
  if (markdown === undefined && errors.length > 0) throw jobFailure(provider, { message: errors[0] });
  const parts = markdown?.split(PAGE_BREAK).map((part) => part.trim()) ?? [];
  // One part is a page only where pages were asked for: most formats have none.
  const hasPages = parts.length > 1 || (parts.length === 1 && first !== undefined);
  return documentOf(provider, {
    pages: hasPages ? parts.map((part, index) => ({ page: (first ?? 1) + index, markdown: part })) : undefined,
    markdown: hasPages ? undefined : markdown,
    billedPages: parts.length,
    notes: errors.length === 0 ? [] : [`Not everything could be read: ${errors[0]?.slice(0, 200)}`],
  });
}

/** Docling's server, mostly one on this machine: a task reads the file, its result is fetched when it is done. */
export const docling = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;
  const jobs = restJobs(endpoint, {
    idOf: ({ task_id }) => task_id,
    lookAt: (operation) => ({ path: jobPath('/v1/status/poll', operation) }),
    stateIn: ({ task_status }) => filled(task_status),
    words: { pending: 'queued', started: 'running', success: 'succeeded', failure: 'failed' },
    reasonOf: (job) => ({ message: filled(job.error_message) ?? filled(record(job.task_meta)?.error) }),
  });
  return {
    intake: () => ({ takes: 'file', choosesPages: false, choosesOcr: true }),
    pollMs: 1000,
    async start(request, { signal }) {
      const answer = await endpoint.send('/v1/convert/file/async', encodeForm(request), { signal });
      const first = rangeOf(request.pages)?.[0];
      const id = jobId(record(await answer.json())?.task_id, provider);
      return { id, ...(first !== undefined && { details: { first } }) };
    },
    async poll(operation, { signal }) {
      const state = await jobs.look(operation, { signal });
      if (state.status !== 'succeeded') return state;
      const answer = await endpoint.send(jobPath('/v1/result', operation), undefined, { signal });
      const output = record(await answer.json());
      if (output === undefined) throw noJob(provider);
      const first = operation.details?.first;
      const from = first === undefined ? undefined : Number(first);
      return stateOf({ status: 'succeeded', output }, (body) => decodeResult(body, from, provider));
    },
  };
};
