import type { ParseAnswer, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { formOf } from '../../http/request-body.ts';
import { jobId, jobPath, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, filled, type Json, list, record, records, text } from '../read.ts';
import { documentFile, documentOf, pagesNote } from './document.ts';

const JOBS = '/v2/parse/jobs';
const EXTRACTOR = 'extract-latest';

/** A document's tree has its pages, each with its place in the Markdown in code points. */
export function decodeResult(result: Json, provider: string): ParseResult {
  const metadata = record(result.metadata);
  const points = Array.from(text(result.markdown) ?? '');
  const nodes = records(record(result.structure)?.children).filter(({ status }) => status !== 'failed');
  const pages = nodes.map((node) => {
    const grounding = record(node.grounding);
    const range = record(grounding?.range);
    const [from, to] = range === undefined ? list(node.span) : [range.start, range.end];
    const isPlaced = typeof from === 'number' && typeof to === 'number';
    const slice = isPlaced ? points.slice(from, to).join('').trim() : undefined;
    return { page: grounding?.page ?? node.page, markdown: text(node.markdown) ?? slice };
  });
  const hasPages = pages.length > 0 && pages.every(({ markdown }) => markdown !== undefined);
  return documentOf(provider, {
    pages: hasPages ? pages : undefined,
    markdown: result.markdown,
    metadata: { parser: filled(metadata?.model_version) },
    billedPages: metadata?.page_count,
    notes: pagesNote(list(metadata?.failed_pages)),
  });
}

/** LandingAI's Agentic Document Extraction, second version: a job reads, and fields are extracted from its Markdown. */
export const landingai = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;
  const jobs = restJobs(endpoint, {
    idOf: ({ job_id }) => job_id,
    lookAt: (operation) => ({ path: jobPath(JOBS, operation) }),
    words: {
      pending: 'queued',
      processing: 'running',
      completed: 'succeeded',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    reasonOf: (job) => {
      const error = record(job.error);
      return { message: filled(error?.message) ?? filled(job.failure_reason), code: filled(error?.code) };
    },
    progressOf: (job) => count(job.progress),
  });
  return {
    intake: () => ({ takes: 'file', maxBytes: 1_000_000_000, choosesPages: false, choosesOcr: false }),
    pollMs: 3000,
    async start({ document, model }, { signal }) {
      const form = formOf({ document: documentFile(document), model });
      const answer = await endpoint.send(JOBS, form, { signal });
      return { id: jobId(record(await answer.json())?.job_id, provider) };
    },
    async poll(operation, { signal }) {
      const state = await jobs.look(operation, { signal });
      return stateOf(state, (job): ParseAnswer => {
        const result = record(job.result) ?? record(job.data);
        const link = filled(job.output_url);
        if (result !== undefined || link === undefined) return decodeResult(result ?? {}, provider);
        return { link, read: (body) => decodeResult(record(body) ?? {}, provider) };
      });
    },
    async extract({ markdown, schema }, { signal }) {
      const form = formOf({ schema: JSON.stringify(schema), markdown, model: EXTRACTOR });
      const answer = await endpoint.send('/v2/extract', form, { signal });
      return { fields: record(await answer.json())?.extraction, usage: {} };
    },
  };
};
