import type { ParseResult } from '../../core/parse.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, filled, record } from '../read.ts';
import { documentOf } from './document.ts';

/** The model that is asked for by a header; any other name is the reader as it is. */
const READER_LM = /^readerlm/i;

export function decodeResponse(body: unknown, provider: string): ParseResult {
  const answer = record(body) ?? {};
  const data = record(answer.data);
  const code = count(answer.code);
  if (data === undefined && code !== undefined && code >= 400) throw answerError(provider, readFailure(body), false);
  const output = count(record(data?.usage)?.tokens);
  return documentOf(provider, {
    markdown: data?.content,
    metadata: { title: filled(data?.title), url: filled(data?.url), published: filled(data?.publishedTime) },
    usage: output === undefined ? {} : { output },
  });
}

/** Jina's reader fetches a public address by itself, and turns page or PDF into Markdown. */
export const jinaReader = (): CapabilityFactory<'parse'> => (endpoint) => ({
  intake: () => ({ takes: 'url', choosesPages: false, choosesOcr: false }),
  async parse({ url, model }, { signal }) {
    const headers = {
      'x-return-format': 'markdown',
      'x-retain-images': 'none',
      ...(READER_LM.test(model) && { 'x-respond-with': 'readerlm-v2' }),
    };
    const answer = await endpoint.send('/', { url }, { signal, headers, accept: 'application/json' });
    return decodeResponse(await answer.json(), endpoint.provider);
  },
});
