import type { CapabilityFactory } from '../../core/provider.ts';
import { defined, filled, list, record, records, text } from '../read.ts';
import { searchOver } from './search-wire.ts';

/** Exa: https://docs.exa.ai/reference/search. A model is a type of search. */
export const exaSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 100, domains: 1200, recency: 'exact' },
    encode: ({ model, query, count, domains, period }) => ({
      path: '/search',
      body: defined({
        query,
        type: model,
        numResults: count,
        includeDomains: domains,
        startPublishedDate: period === undefined ? undefined : `${period.from}T00:00:00.000Z`,
        // Without it results have no text at all.
        contents: { highlights: true },
      }),
    }),
    results: ({ results }) => (Array.isArray(results) ? records(results) : undefined),
    read: (result) => ({
      title: text(result.title),
      url: text(result.url),
      snippet: list(result.highlights).filter(filled).join(' … ') || (filled(result.summary) ?? text(result.text)),
      published: text(result.publishedDate),
    }),
    costUsd: ({ costDollars }) => record(costDollars)?.total,
  });
