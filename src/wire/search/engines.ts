import type { Failure, FailureReading } from '../../core/endpoint.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import { readFailure } from '../../http/errors.ts';
import { defined, filled, count as number, record, records, text } from '../read.ts';
import { rangeOf, searchOver, withSites } from './search-wire.ts';

/** Brave: https://api-dashboard.search.brave.com/app/documentation/web-search. */
export const braveSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 20, domains: 10, recency: 'exact' },
    encode: (task) => ({
      path: '/res/v1/web/search',
      query: {
        q: withSites(task),
        count: task.count,
        // Else the words that were found come in bold.
        text_decorations: false,
        result_filter: 'web',
        freshness: task.period === undefined ? undefined : `${task.period.from}to${task.period.to}`,
      },
    }),
    results: ({ type, web }) => {
      const found = record(web)?.results;
      if (Array.isArray(found)) return records(found);
      return type === 'search' ? [] : undefined;
    },
    read: ({ title, url, description, page_age, age }) => ({
      title: text(title),
      url: text(url),
      snippet: text(description),
      published: filled(page_age) ?? text(age),
    }),
  });

/** Google's results as resellers give them. */
const googleFind = ({ title, link, snippet, date }: Readonly<Record<string, unknown>>) => ({
  title: text(title),
  url: text(link),
  snippet: text(snippet),
  published: text(date),
});

/** Google's own spelling of "in the past so many days". */
const pastDays = (days: number | undefined): string | undefined => (days === undefined ? undefined : `qdr:d${days}`);

/** Serper: https://serper.dev/playground. */
export const serperSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 100, domains: 10, recency: 'exact' },
    encode: (task) => ({
      path: '/search',
      body: defined({ q: withSites(task), num: task.count, tbs: pastDays(task.period?.days) }),
    }),
    results: ({ organic, searchParameters }) => {
      if (Array.isArray(organic)) return records(organic);
      return record(searchParameters) === undefined ? undefined : [];
    },
    read: googleFind,
  });

/** SerpApi: https://serpapi.com/search-api. It says that there are no results as an error of status 200. */
export const serpapiSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 100, domains: 10, recency: 'exact' },
    encode: (task) => ({
      path: '/search',
      query: { engine: task.model, q: withSites(task), num: task.count, tbs: pastDays(task.period?.days) },
    }),
    results: ({ organic_results, search_metadata, error }) => {
      if (Array.isArray(organic_results)) return records(organic_results);
      const isAnswer = record(search_metadata) !== undefined;
      return isAnswer && (error === undefined || /any results/i.test(String(error))) ? [] : undefined;
    },
    read: googleFind,
  });

/** SearchApi: https://www.searchapi.io/docs/google. */
export const searchapiSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 10, domains: 10, recency: 'ranges' },
    encode: (task) => {
      const { range, notes } = rangeOf(task);
      return {
        path: '/search',
        query: {
          engine: task.model,
          q: withSites(task),
          time_period: range === undefined ? undefined : `last_${range}`,
        },
        notes,
      };
    },
    results: ({ organic_results, search_metadata }) => {
      if (Array.isArray(organic_results)) return records(organic_results);
      return record(search_metadata) === undefined ? undefined : [];
    },
    read: googleFind,
  });

/** Google's programmable engine: https://developers.google.com/custom-search/v1/reference/rest/v1/cse/list. */
export const googleCseSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 10, domains: 10, recency: 'exact' },
    encode: (task, endpoint) => ({
      path: '',
      query: {
        q: withSites(task),
        cx: endpoint.setting('engine'),
        num: task.count,
        dateRestrict: task.period === undefined ? undefined : `d${task.period.days}`,
      },
    }),
    results: ({ items, searchInformation, kind }) => {
      if (Array.isArray(items)) return records(items);
      return record(searchInformation) !== undefined || kind === 'customsearch#search' ? [] : undefined;
    },
    read: googleFind,
  });

const OK = 20_000;
const NO_RESULTS = 40_102;
const UNITED_STATES = 2840;

/** DataForSEO: a list of one task, whose state stands in the answer. https://docs.dataforseo.com/v3/serp/google/organic/live/advanced/. */
export const dataforseoSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 100, domains: 10, recency: 'exact' },
    encode: (task) => ({
      path: '/serp/google/organic/live/advanced',
      body: [
        defined({
          keyword: withSites(task),
          location_code: UNITED_STATES,
          language_code: 'en',
          depth: task.count,
          search_param: task.period === undefined ? undefined : `&tbs=${pastDays(task.period.days)}`,
        }),
      ],
    }),
    results: ({ tasks }) => {
      const [task] = records(tasks);
      if (task?.status_code === NO_RESULTS) return [];
      if (number(task?.status_code) !== OK) return undefined;
      const [result] = records(task?.result);
      return records(result?.items).filter(({ type }) => type === undefined || type === 'organic');
    },
    read: ({ title, url, description, timestamp }) => ({
      title: text(title),
      url: text(url),
      snippet: text(description),
      published: text(timestamp),
    }),
    failure: ({ tasks, status_message }) => records(tasks)[0]?.status_message ?? status_message,
    costUsd: ({ cost }) => cost,
  });

/** An instance that answers people alone: JSON has to be switched on. */
function decodeSearxngError({ status, body }: Failure): FailureReading {
  return status === 403
    ? { message: 'JSON is switched off there: add json to search.formats in its settings.yml' }
    : readFailure(body);
}

/** SearXNG: https://docs.searxng.org/dev/search_api.html. Its engines differ in what they know of sites. */
export const searxngSearch = (): CapabilityFactory<'search'> =>
  searchOver({
    limits: { results: 20, domains: 10, recency: 'ranges' },
    encode: (task) => {
      const { range, notes } = rangeOf(task);
      return { path: '/search', query: { q: withSites(task), format: 'json', time_range: range }, notes };
    },
    results: ({ results }) => (Array.isArray(results) ? records(results) : undefined),
    read: ({ title, url, content, publishedDate }) => ({
      title: text(title),
      url: text(url),
      snippet: text(content),
      published: text(publishedDate),
    }),
    decodeError: decodeSearxngError,
  });

/** `GET /config` says which engines an instance asks; nothing where another kind of server answers. */
export const searxngModels = (body: unknown): readonly string[] =>
  Array.isArray(record(body)?.engines) ? ['web'] : [];
