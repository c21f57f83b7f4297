import { asProviderError, ProviderError } from '../../core/errors.ts';
import type { ParseRequest, ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { jobId, stateOf } from '../jobs/job.ts';
import { restJobs } from '../jobs/rest-jobs.ts';
import { count, defined, filled, list, record, text } from '../read.ts';
import { documentOf } from './document.ts';

/** What the query says of a file that is the body. */
export const encodeQuery = ({ model, pages, ocr }: ParseRequest): Record<string, string> =>
  // Every value is a text, or left out.
  defined({
    mode: model,
    output_mode: 'layout_preserving',
    pages_to_extract: pages?.replaceAll(/\s/g, ''),
    lang: ocr?.languages,
  }) as Record<string, string>;

/** The text has a separator, and mostly a form feed, at the end of each page. */
export function decodeText(body: unknown, selection: readonly number[], provider: string): ParseResult {
  const whole = text(record(body)?.result_text);
  const parts = whole?.split(/<<<[^\S\n]*\f?\n?|\f/);
  if (parts?.at(-1)?.trim() === '') parts.pop();
  const pages = parts?.map((markdown, index) => ({
    page: selection[index] ?? index + 1,
    markdown: markdown.trimEnd(),
  }));
  return documentOf(provider, { pages, billedPages: list(record(body)?.confidence_metadata).length || pages?.length });
}

/** Unstract's LLMWhisperer: the body is the file, a job reads it, and its text can be had once. */
export const llmwhisperer = (): CapabilityFactory<'parse'> => (endpoint) => {
  const { provider } = endpoint;
  const jobs = restJobs(endpoint, {
    idOf: ({ whisper_hash }) => whisper_hash,
    lookAt: ({ id }) => ({ path: '/whisper-status', query: { whisper_hash: id } }),
    words: {
      accepted: 'queued',
      processing: 'running',
      processed: 'succeeded',
      delivered: 'not_found',
      retrieved: 'not_found',
      error: 'failed',
      failed: 'failed',
      unknown: 'not_found',
    },
    reasonOf: (job) => ({ message: filled(job.message) }),
  });
  return {
    intake: () => ({
      takes: 'file',
      maxBytes: 500_000_000,
      choosesPages: true,
      choosesOcr: false,
      isReadOnce: true,
    }),
    pollMs: 3000,
    async start(request, { signal }) {
      const { document, pages } = request;
      // Media is never in shared memory, which is what the wider type allows.
      const body = new Blob([document.bytes as Uint8Array<ArrayBuffer>], { type: 'application/octet-stream' });
      const answer = await endpoint.send('/whisper', body, { signal, query: encodeQuery(request) });
      const id = jobId(record(await answer.json())?.whisper_hash, provider);
      return { id, ...(pages !== undefined && { details: { pages } }) };
    },
    async poll(operation, { signal }) {
      const state = await jobs.look(operation, { signal });
      if (state.status !== 'succeeded') return state;
      const query = { whisper_hash: operation.id };
      try {
        const answer = await endpoint.send('/whisper-retrieve', undefined, { signal, query });
        const body = await answer.json();
        return stateOf(state, () => decodeText(body, numbered(operation.details?.pages), provider));
      } catch (thrown) {
        const error = asProviderError(thrown);
        if (error.code !== 'bad_request' && error.code !== 'not_found') throw error;
        return { status: 'failed', error: handedOut(error, provider) };
      }
    },
  };
};

const handedOut = ({ status, message }: ProviderError, provider: string): ProviderError =>
  new ProviderError('not_found', {
    provider,
    status,
    message: `${provider} hands out a text once, and this one is gone: ${message}`,
    hint: 'Call again with other arguments, or look for the earlier result with get_job.',
  });

/** The numbers of the pages that were asked for, as far as an open range can be counted. */
function numbered(pages: string | undefined): readonly number[] {
  if (pages === undefined) return [];
  const numbers: number[] = [];
  for (const part of pages.split(',')) {
    const [from = 0, to = from + (part.includes('-') ? MOST_OPEN : 0)] = part
      .split('-')
      .filter((side) => side.trim() !== '')
      .map(Number);
    for (let page = from; page <= Math.min(to, from + MOST_OPEN); page++) numbers.push(count(page) ?? 0);
  }
  return numbers;
}

const MOST_OPEN = 5000;
