import type { Endpoint, Failure, FailureReading } from '../../core/endpoint.ts';
import { ProviderError } from '../../core/errors.ts';
import { usdToMicro } from '../../core/money.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { WebFind, WebSearchLimits, WebSearchTask } from '../../core/web-search.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { count, defined, type Json, record, text } from '../read.ts';

/** One search: a body is posted, without one the query is got. */
export type SearchCall = {
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Json;
  readonly body?: unknown;
  readonly notes?: readonly string[];
};

/** A protocol for web searches. */
export type SearchWire = {
  readonly limits: WebSearchLimits;
  readonly encode: (task: WebSearchTask, endpoint: Endpoint) => SearchCall;
  /** The results of an answer, also when there are none; `undefined` for what is no answer. */
  readonly results: (answer: Json) => readonly Json[] | undefined;
  /** Where a result has its parts, if not in `title`, `url` and `snippet`. */
  readonly read?: (result: Json) => WebFind;
  /** What went wrong, where an answer says so in a place of its own. */
  readonly failure?: (answer: Json) => unknown;
  /** What an answer says that it cost, in USD. */
  readonly costUsd?: (answer: Json) => unknown;
  readonly decodeError?: (failure: Failure) => FailureReading;
};

/** A capability over such a protocol. Throws `bad_response` for an answer that says nothing about results. */
export const searchOver =
  ({
    limits,
    encode,
    results,
    read = plainFind,
    failure,
    costUsd,
    decodeError,
  }: SearchWire): CapabilityFactory<'search'> =>
  (endpoint) => ({
    limits,
    async search(task, { signal }) {
      const { path, host, headers, query, body, notes = [] } = encode(task, endpoint);
      const answer = await endpoint.send(path, body, {
        signal,
        host,
        decodeError,
        ...(headers !== undefined && { headers }),
        ...(query !== undefined && { query: asQuery(query) }),
      });
      const json = await answer.json();
      const found = results(record(json) ?? {});
      if (found === undefined) throw noResults(json, text(failure?.(record(json) ?? {})), endpoint.provider);
      const cost = count(costUsd?.(record(json) ?? {}));
      return {
        finds: found.map(read),
        usage: { searches: 1 },
        ...(cost !== undefined && { costMicroUsd: usdToMicro(cost) }),
        notes,
      };
    },
  });

const plainFind = ({ title, url, snippet, date }: Json): WebFind => ({
  title: text(title),
  url: text(url),
  snippet: text(snippet),
  published: text(date),
});

const asQuery = (fields: Json): Record<string, string> =>
  Object.fromEntries(Object.entries(defined(fields)).map(([name, value]) => [name, String(value)]));

function noResults(body: unknown, told: string | undefined, provider: string): ProviderError {
  const failure = told === undefined ? readFailure(body) : { message: told };
  if (failure.message !== undefined) return answerError(provider, failure, false);
  return new ProviderError('bad_response', { provider, message: `${provider} answered without results.` });
}

/** The query with the operator that web search engines have for sites. */
export function withSites({ query, domains = [] }: WebSearchTask): string {
  const sites = domains.map((domain) => `site:${domain}`);
  if (sites.length === 0) return query;
  return `${query} ${sites.length === 1 ? sites[0] : `(${sites.join(' OR ')})`}`;
}

const RANGES = [
  ['day', 1],
  ['week', 7],
  ['month', 31],
  ['year', 366],
] as const;

export type RangeName = (typeof RANGES)[number][0];

/** The shortest range that holds the days, with a note where it is longer; nothing where none does. */
export function rangeOf(task: WebSearchTask): { readonly range?: RangeName; readonly notes: readonly string[] } {
  if (task.period === undefined) return { notes: [] };
  const { days } = task.period;
  const [range, length] = RANGES.find(([, most]) => days <= most) ?? [];
  if (range === undefined) return { notes: ['recency_days was dropped: a year is the longest that can be asked for'] };
  return { range, notes: length === days ? [] : [`asked for the past ${range}, the nearest range`] };
}

/** `2026-11-22` → `11/22/2026`. */
export const usDate = (day: string): string => day.replace(/^(\d+)-(\d+)-(\d+)$/, '$2/$3/$1');
