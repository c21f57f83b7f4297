/** The guards of one `provider/model` as they stand in this process. */
export type RouteHealth = {
  readonly model: string;
  readonly breaker: 'closed' | 'open' | 'half-open';
  /** Calls of the last 30 s that count for the breaker, and how many of them failed. */
  readonly calls: number;
  readonly failures: number;
  /** Milliseconds until an open breaker lets a probe through. */
  readonly retryAfterMs?: number;
};

export type ProviderHealth = { readonly provider: string; readonly running: number; readonly queued: number };

export type Health = { readonly routes: readonly RouteHealth[]; readonly providers: readonly ProviderHealth[] };
