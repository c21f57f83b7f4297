import type { Failure, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { defined, filled, record, records, text } from '../read.ts';
import { searchOver } from './search-wire.ts';

/** `{detail: {error}}`; 432 and 433 say that a plan's credits are spent. */
function decodeError({ status, body }: Failure): FailureReading {
  const message = filled(record(record(body)?.detail)?.error);
  const reading = message === undefined ? readFailure(body) : { message };
  return status === 432 || status === 433 ? { ...reading, code: 'insufficient_quota' } : reading;
}

/** Tavily: https://docs.tavily.com/documentation/api-reference/endpoint/search. A model is a depth of search. */
export const tavilySearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 20, domains: 300, recency: 'exact' },
    encode: ({ model, query, count, domains, period }) => ({
      path: '/search',
      body: defined({
        query,
        search_depth: model,
        max_results: count,
        include_domains: domains,
        start_date: period?.from,
      }),
    }),
    results: ({ results }) => (Array.isArray(results) ? records(results) : undefined),
    read: ({ title, url, content, published_date }) => ({
      title: text(title),
      url: text(url),
      snippet: text(content),
      published: text(published_date),
    }),
    decodeError,
  });
