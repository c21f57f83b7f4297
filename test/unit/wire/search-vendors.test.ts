import { describe, expect, it } from 'vitest';
import type { Endpoint } from '../../../src/core/endpoint.ts';
import { silentLog } from '../../../src/core/log.ts';
import type { WebSearchTask } from '../../../src/core/web-search.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { searxngModels } from '../../../src/wire/search/engines.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';

function engine(id: string, answer: unknown = {}) {
  const sent: { path: string; body: unknown; query: unknown }[] = [];
  const endpoint: Endpoint = {
    ...noNetwork,
    provider: id,
    setting: (name) => `the-${name}`,
    async send(path, body, { query }) {
      sent.push({ path, body, query });
      return jsonAnswer(async () => answer);
    },
  };
  const row = providers.find((one) => one.id === id);
  const capability = row?.capabilities.search?.(endpoint, { dataFolder: '/nowhere', log: silentLog });
  if (capability === undefined) throw new Error(`${id} searches nothing.`);
  const search = (task: Partial<WebSearchTask> = {}) =>
    capability.search(
      { model: row?.defaults.search ?? 'web', query: 'boats', count: 5, ...task },
      { signal: new AbortController().signal },
    );
  return { search, sent };
}

const period = { days: 10, from: '2026-11-12', to: '2026-11-22' };
const domains = ['a.example', 'b.example'];
const SITES = 'boats (site:a.example OR site:b.example)';

describe('sites and days, as each vendor takes them', () => {
  it.each<readonly [string, unknown]>([
    ['exa', { includeDomains: domains, startPublishedDate: '2026-11-12T00:00:00.000Z' }],
    ['tavily', { include_domains: domains, start_date: '2026-11-12' }],
    ['firecrawl', { includeDomains: domains, tbs: 'cdr:1,cd_min:11/12/2026,cd_max:11/22/2026' }],
    ['perplexity', { search_domain_filter: domains, search_after_date_filter: '11/12/2026' }],
    ['linkup', { includeDomains: domains, fromDate: '2026-11-12', toDate: '2026-11-22' }],
    [
      'parallel',
      { advanced_settings: { max_results: 5, source_policy: { include_domains: domains, after_date: '2026-11-12' } } },
    ],
    ['serper', { q: SITES, tbs: 'qdr:d10' }],
    ['dataforseo', [{ keyword: SITES, depth: 5, search_param: '&tbs=qdr:d10' }]],
    ['jina', { q: 'boats site:a.example OR site:b.example', num: 5 }],
  ])('%s', async (id, body) => {
    const { search, sent } = engine(id);
    await search({ period, domains }).catch(() => undefined);
    expect(sent[0]?.body).toMatchObject(body as object);
  });

  it.each([
    ['brave', { q: SITES, freshness: '2026-11-12to2026-11-22', text_decorations: 'false' }],
    ['serpapi', { engine: 'google', q: SITES, tbs: 'qdr:d10' }],
    ['google-cse', { q: SITES, cx: 'the-engine', dateRestrict: 'd10' }],
    ['searchapi', { engine: 'google', q: SITES, time_period: 'last_month' }],
    ['searxng', { q: SITES, format: 'json', time_range: 'month' }],
  ])('%s', async (id, query) => {
    const { search, sent } = engine(id);
    await search({ period, domains }).catch(() => undefined);
    expect(sent[0]?.body).toBeUndefined();
    expect(sent[0]?.query).toMatchObject(query);
  });

  it('says which range was taken for the days', async () => {
    const { search } = engine('searxng', { results: [] });
    expect((await search({ period })).notes).toEqual(['asked for the past month, the nearest range']);
    expect((await search({ period: { ...period, days: 7 } })).notes).toEqual([]);
    expect((await search({ period: { ...period, days: 900 } })).notes).toEqual([
      expect.stringMatching(/^recency_days was dropped/),
    ]);
  });
});

describe('a search without results', () => {
  it.each<readonly [string, unknown]>([
    ['exa', { results: [] }],
    ['brave', { type: 'search', query: {} }],
    ['serper', { searchParameters: { q: 'x' } }],
    ['serpapi', { search_metadata: {}, error: "Google hasn't returned any results for this query." }],
    ['searchapi', { search_metadata: {} }],
    ['google-cse', { kind: 'customsearch#search', searchInformation: { totalResults: '0' } }],
    ['dataforseo', { tasks: [{ status_code: 40_102, result: null }] }],
    ['firecrawl', { success: true, data: {} }],
    ['jina', { data: [] }],
  ])('is an answer of %s, not an error', async (id, answer) => {
    expect((await engine(id, answer).search()).finds).toEqual([]);
  });

  it('is none where the vendor says that something went wrong', async () => {
    const { search } = engine('serpapi', { search_metadata: {}, error: 'Your account has run out of searches.' });
    await expect(search()).rejects.toMatchObject({ message: expect.stringContaining('run out of searches') });
  });

  it('knows SearXNG from other servers on its port', () => {
    expect(searxngModels({ engines: [{ name: 'wikipedia' }] })).toEqual(['web']);
    expect(searxngModels({ version: 1 })).toEqual([]);
  });
});
