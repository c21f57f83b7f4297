import type { CapabilityFactory } from '../../core/provider.ts';
import { defined, filled, list, record, records, text } from '../read.ts';
import { searchOver, usDate } from './search-wire.ts';

/** Firecrawl: https://docs.firecrawl.dev/api-reference/endpoint/search. Only the search, no pages. */
export const firecrawlSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 100, domains: 100, recency: 'exact' },
    encode: ({ query, count, domains, period }) => ({
      path: '/search',
      body: defined({
        query,
        limit: count,
        sources: [{ type: 'web' }],
        includeDomains: domains,
        tbs: period === undefined ? undefined : `cdr:1,cd_min:${usDate(period.from)},cd_max:${usDate(period.to)}`,
      }),
    }),
    // The first version had the list itself.
    results: ({ success, data }) => {
      const found = Array.isArray(data) ? data : record(data)?.web;
      if (Array.isArray(found)) return records(found);
      return success === true && record(data) !== undefined ? [] : undefined;
    },
    read: (result) => ({
      title: text(result.title),
      url: text(result.url),
      snippet: filled(result.description) ?? filled(result.snippet) ?? text(result.markdown),
      published: text(result.date),
    }),
  });

/** Perplexity: https://docs.perplexity.ai/api-reference/search-post. */
export const perplexitySearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 20, domains: 20, recency: 'exact' },
    encode: ({ query, count, domains, period }) => ({
      path: '/search',
      body: defined({
        query,
        max_results: count,
        max_tokens_per_page: 512,
        search_domain_filter: domains,
        search_after_date_filter: period === undefined ? undefined : usDate(period.from),
      }),
    }),
    results: ({ results }) => (Array.isArray(results) ? records(results) : undefined),
  });

/** Parallel: https://docs.parallel.ai/api-reference/search. A model is a mode of search. */
export const parallelSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 40, domains: 10, recency: 'exact' },
    encode: ({ model, query, count, domains, period }) => {
      const policy = defined({ include_domains: domains, after_date: period?.from });
      return {
        path: '/v1/search',
        body: {
          search_queries: [query],
          objective: query,
          mode: model,
          advanced_settings: {
            max_results: count,
            ...(Object.keys(policy).length > 0 && { source_policy: policy }),
          },
        },
      };
    },
    results: ({ results }) => (Array.isArray(results) ? records(results) : undefined),
    read: ({ title, url, excerpts, publish_date }) => ({
      title: text(title),
      url: text(url),
      snippet: list(excerpts).filter(filled).join(' … '),
      published: text(publish_date),
    }),
  });

/** Linkup: https://docs.linkup.so/pages/documentation/api-reference/endpoint/post-search. A model is a depth of search. */
export const linkupSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 50, domains: 100, recency: 'exact' },
    encode: ({ model, query, count, domains, period }) => ({
      path: '/search',
      body: defined({
        q: query,
        depth: model,
        outputType: 'searchResults',
        maxResults: count,
        includeDomains: domains,
        fromDate: period?.from,
        toDate: period?.to,
      }),
    }),
    results: ({ results }) =>
      Array.isArray(results) ? records(results).filter(({ type }) => type !== 'image') : undefined,
    read: ({ name, url, content, date }) => ({
      title: text(name),
      url: text(url),
      snippet: text(content),
      published: text(date),
    }),
  });

/** Jina: https://s.jina.ai/docs. Pages are not read along: their text would be billed. */
export const jinaSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 20, domains: 10, recency: 'none' },
    encode: ({ query, count, domains = [] }) => ({
      path: '/',
      host: 'search',
      headers: { 'x-respond-with': 'no-content' },
      body: {
        q: [query, domains.map((domain) => `site:${domain}`).join(' OR ')].filter(Boolean).join(' '),
        num: count,
      },
    }),
    results: ({ data }) => (Array.isArray(data) ? records(data) : undefined),
    read: ({ title, url, description, content, date }) => ({
      title: text(title),
      url: text(url),
      snippet: filled(description) ?? text(content),
      published: text(date),
    }),
  });
