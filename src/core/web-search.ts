import type { Usage } from './usage.ts';

export type WebSearchRequest = {
  readonly model: string;
  readonly query: string;
  /** Results wanted. */
  readonly count: number;
  /** Only what was published in so many days. */
  readonly recencyDays?: number | undefined;
  /** Only from these sites and those below them: `example.org`. */
  readonly domains?: readonly string[] | undefined;
};

export type WebResult = {
  readonly title: string;
  /** http or https, without credentials. */
  readonly url: string;
  readonly snippet: string;
  /** ISO date (YYYY-MM-DD). */
  readonly published?: string;
};

export type WebSearchResult = {
  readonly results: readonly WebResult[];
  readonly usage: Usage;
  readonly costMicroUsd?: number;
  readonly notes?: readonly string[];
};

/** Days as dates: from the first to today, as YYYY-MM-DD. */
export type Period = { readonly days: number; readonly from: string; readonly to: string };

/** A search as a provider is asked for it. */
export type WebSearchTask = Omit<WebSearchRequest, 'recencyDays'> & { readonly period?: Period | undefined };

/** A result as a provider gives it: nothing of it is checked, and all of it is somebody else's text. */
export type WebFind = {
  readonly title?: string | undefined;
  readonly url?: string | undefined;
  readonly snippet?: string | undefined;
  /** A date in any spelling, or how long ago. */
  readonly published?: string | undefined;
};

export type WebFinds = Omit<WebSearchResult, 'results'> & { readonly finds: readonly WebFind[] };

/** What one request can be asked for. */
export type WebSearchLimits = {
  /** The most results. */
  readonly results: number;
  /** The most sites. */
  readonly domains: number;
  /** Whether the days are kept to exactly, only as ranges (day, week, month, year), or not at all. */
  readonly recency: 'exact' | 'ranges' | 'none';
};

export type WebSearchCapability = {
  readonly limits: WebSearchLimits;
  search(task: WebSearchTask, options: { readonly signal: AbortSignal }): Promise<WebFinds>;
};
