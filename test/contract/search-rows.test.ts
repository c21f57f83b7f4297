import { expect } from 'vitest';
import type { WebFinds, WebSearchTask } from '../../src/core/web-search.ts';
import { record } from '../../src/wire/read.ts';
import type { RecordedRequest } from '../upstream.ts';
import { describeRows } from './one-shot.ts';
import { type Check, requestCheck } from './spec.ts';

const TITLE = 'Harbour news';
const URL_FOUND = 'https://harbour.example/boats';
const SNIPPET = 'A red boat came in.';
const DAY = '2026-11-20';

/** As documented, by the address and the shape of the request. */
function answer({ url, body }: RecordedRequest): { readonly body: unknown } | undefined {
  const [path = '', query = ''] = url.split('?');
  const asked = record(Array.isArray(body) ? body[0] : body) ?? {};
  const google = { title: TITLE, link: URL_FOUND, snippet: SNIPPET, date: 'Nov 20, 2026' };
  const plain = { title: TITLE, url: URL_FOUND };
  if (path.endsWith('/res/v1/web/search')) {
    return {
      body: { type: 'search', web: { results: [{ ...plain, description: SNIPPET, page_age: `${DAY}T08:00:00` }] } },
    };
  }
  if (path.endsWith('/live/advanced')) {
    const items = [
      { type: 'people_also_ask', title: 'x' },
      { type: 'organic', ...plain, description: SNIPPET, timestamp: `${DAY} 08:00:00 +00:00` },
    ];
    return { body: { status_code: 20_000, cost: 0.002, tasks: [{ status_code: 20_000, result: [{ items }] }] } };
  }
  if (asked.search_queries !== undefined) {
    return { body: { search_id: 's', results: [{ ...plain, excerpts: [SNIPPET], publish_date: DAY }] } };
  }
  if (asked.outputType !== undefined) {
    return { body: { results: [{ type: 'text', name: TITLE, url: URL_FOUND, content: SNIPPET, date: DAY }] } };
  }
  if (asked.numResults !== undefined) {
    const result = { ...plain, highlights: [SNIPPET], publishedDate: `${DAY}T00:00:00.000Z` };
    return { body: { results: [result], costDollars: { total: 0.002 } } };
  }
  if (asked.search_depth !== undefined) {
    return { body: { results: [{ ...plain, content: SNIPPET, published_date: `${DAY}` }], response_time: 1 } };
  }
  if (asked.sources !== undefined) {
    return { body: { success: true, data: { web: [{ ...plain, description: SNIPPET, date: DAY }] } } };
  }
  if (asked.max_tokens_per_page !== undefined)
    return { body: { results: [{ ...plain, snippet: SNIPPET, date: DAY }] } };
  if (query.includes('format=json')) {
    return { body: { results: [{ ...plain, content: SNIPPET, publishedDate: `${DAY}T00:00:00` }] } };
  }
  if (query.includes('cx=')) return { body: { kind: 'customsearch#search', items: [google] } };
  if (query.includes('engine=')) return { body: { search_metadata: { status: 'Success' }, organic_results: [google] } };
  if (path === '/' && asked.q !== undefined)
    return { body: { code: 200, data: [{ ...plain, description: SNIPPET, date: DAY }] } };
  if (asked.q !== undefined) return { body: { searchParameters: {}, organic: [google] } };
  return undefined;
}

const period = { days: 7, from: '2026-11-15', to: '2026-11-22' };
const WISHES: readonly Partial<WebSearchTask>[] = [
  {},
  { count: 20 },
  { domains: ['harbour.example', 'sea.example'] },
  { period },
  { period, domains: ['harbour.example'] },
];
const spec = (provider: string, path: string) => ({ check: (): Check => requestCheck(provider, path), wishes: WISHES });

describeRows<'search', WebSearchTask>({
  capability: 'search',
  ask: (capability, { model, wish, signal }) => {
    expect(capability.limits.results).toBeGreaterThan(0);
    return capability.search({ model, query: 'red boat', count: 5, ...wish }, { signal });
  },
  answer,
  said: 'red boat',
  expectResult: (result) => {
    // What `search` gives.
    const { finds, usage, costMicroUsd, notes } = result as WebFinds;
    expect(finds).toEqual([{ title: TITLE, url: URL_FOUND, snippet: SNIPPET, published: expect.any(String) }]);
    expect(finds[0]?.published).toMatch(/2026/);
    expect(usage).toEqual({ searches: 1 });
    if (costMicroUsd !== undefined) expect(costMicroUsd).toBe(2000);
    expect(notes).toEqual([]);
  },
  noAnswers: [
    '[]',
    '{"results":"none","data":"none","tasks":[{"status_code":40501,"status_message":"Invalid Field"}]}',
  ],
  specs: { exa: spec('exa', '/search'), tavily: spec('tavily', '/search') },
});
