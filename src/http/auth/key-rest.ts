import type { ProviderError } from '../../core/errors.ts';

const REFUSED_MS = 5 * 60_000;
const USED_UP_MS = 10 * 60_000;
const LIMITED_MS = 30_000;
const SHORTEST_MS = 1000;

/** How long a key is left alone after this failure; `undefined` where another key would fare no better. */
export function restOf({ code, retryAfterMs }: ProviderError): number | undefined {
  if (code === 'auth_rejected') return REFUSED_MS;
  if (code === 'quota_exhausted') return USED_UP_MS;
  if (code !== 'rate_limited') return undefined;
  const asked = retryAfterMs !== undefined && Number.isFinite(retryAfterMs) ? retryAfterMs : LIMITED_MS;
  return Math.min(USED_UP_MS, Math.max(SHORTEST_MS, asked));
}

export type KeyRing = {
  /** The first key that does not rest; where all do, the one that has rested longest by its own measure. */
  choose(keys: readonly string[]): string | undefined;
  /** Lets a key rest. True when another one of them does not. */
  rest(key: string, forMs: number, keys: readonly string[]): boolean;
};

/** Which of several keys are in use. Always the first that may be: providers keep caches by account. */
export function createKeyRing(now: () => number): KeyRing {
  const until = new Map<string, number>();
  const rests = (key: string): boolean => (until.get(key) ?? 0) > now();
  return {
    choose: (keys) =>
      keys.find((key) => !rests(key)) ??
      keys.toSorted((left, right) => (until.get(left) ?? 0) - (until.get(right) ?? 0))[0],
    rest(key, forMs, keys) {
      until.set(key, now() + forMs);
      return keys.some((other) => other !== key && !rests(other));
    },
  };
}
