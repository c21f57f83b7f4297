import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { RouteHealth } from '../core/health.ts';

/** What one attempt tells about the provider. `neutral`: a cancel or a caller's mistake says nothing. */
export type Verdict = 'success' | 'failure' | 'neutral';

export type Breakers = {
  /** Throws `overloaded` while the route is open; else the attempt may go and must report exactly once. */
  enter(model: string): (verdict: Verdict) => void;
  health(): readonly RouteHealth[];
};

const WINDOW_MS = 30_000;
const CONSECUTIVE = 5;
const SAMPLE = 20;
const SHARE = 0.5;
const OPEN_MS = 15_000;

/** What ended within one second. Buckets keep a busy route as cheap to judge as a quiet one. */
type Bucket = { readonly second: number; calls: number; failures: number };

type Route = {
  buckets: Bucket[];
  consecutive: number;
  openedAt: number | undefined;
  probing: boolean;
};

/**
 * One breaker per `provider/model`: opens at 5 failures in a row, or at half of 20 and more within 30 s, and lets a
 * single probe through after 15 s. Measured on the monotonic clock: a clock that is set back must not keep a route
 * shut, which is why this is not a library's (they read `Date.now()`, and count a cancelled probe as a success).
 */
export function createBreakers(clock: Clock): Breakers {
  const routes = new Map<string, Route>();

  const routeOf = (model: string): Route => {
    const known = routes.get(model);
    if (known !== undefined) return known;
    const created: Route = { buckets: [], consecutive: 0, openedAt: undefined, probing: false };
    routes.set(model, created);
    return created;
  };

  const recent = (route: Route): { readonly calls: number; readonly failures: number } => {
    const oldest = (clock.monotonicMs() - WINDOW_MS) / 1000;
    route.buckets = route.buckets.filter((bucket) => bucket.second > oldest);
    const sum = (field: 'calls' | 'failures') => route.buckets.reduce((total, bucket) => total + bucket[field], 0);
    return { calls: sum('calls'), failures: sum('failures') };
  };

  const remainingMs = (route: Route): number =>
    route.openedAt === undefined ? 0 : Math.max(0, route.openedAt + OPEN_MS - clock.monotonicMs());

  const record = (route: Route, failed: boolean): void => {
    const second = Math.floor(clock.monotonicMs() / 1000);
    const last = route.buckets.at(-1);
    const bucket = last?.second === second ? last : { second, calls: 0, failures: 0 };
    if (bucket !== last) route.buckets.push(bucket);
    bucket.calls++;
    if (failed) bucket.failures++;
    route.consecutive = failed ? route.consecutive + 1 : 0;
    const { calls, failures } = recent(route);
    const tooMany = calls >= SAMPLE && failures >= calls * SHARE;
    if (failed && (route.consecutive >= CONSECUTIVE || tooMany)) route.openedAt ??= clock.monotonicMs();
  };

  const settleProbe = (route: Route, verdict: Verdict): void => {
    route.probing = false;
    if (verdict === 'failure') route.openedAt = clock.monotonicMs();
    if (verdict !== 'success') return;
    route.openedAt = undefined;
    route.consecutive = 0;
    route.buckets = [];
  };

  return {
    enter(model) {
      const route = routeOf(model);
      const isProbe = route.openedAt !== undefined;
      if (isProbe && (route.probing || remainingMs(route) > 0)) throw refused(model, remainingMs(route));
      if (isProbe) route.probing = true;
      return (verdict) => {
        if (isProbe) settleProbe(route, verdict);
        else if (verdict !== 'neutral') record(route, verdict === 'failure');
      };
    },
    health() {
      return [...routes].map(([model, route]) => {
        const isOpen = route.openedAt !== undefined;
        const retryAfterMs = remainingMs(route);
        return {
          model,
          breaker: !isOpen ? 'closed' : retryAfterMs > 0 ? 'open' : 'half-open',
          ...recent(route),
          ...(isOpen && { retryAfterMs }),
        };
      });
    },
  };
}

const refused = (model: string, waitMs: number): ProviderError =>
  new ProviderError('overloaded', {
    message: `${model} failed repeatedly just now, so it is left alone for a moment.`,
    retryAfterMs: Math.max(1000, Math.ceil(waitMs)),
    hint: 'Wait, name another model, or give `fallbacks`.',
    processed: false,
  });
