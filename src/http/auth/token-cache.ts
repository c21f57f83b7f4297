/** A token got in exchange for a secret, and when it ends, in ms of the wall clock. Without an end it is kept until refused. */
export type IssuedToken = { readonly token: string; readonly expiresAtMs?: number };

export type TokenCacheParts = {
  /** Wall clock, in ms. */
  readonly now: () => number;
  /** The exchange. Its signal ends when every caller that waits for it has gone. */
  readonly fetchToken: (signal: AbortSignal) => Promise<IssuedToken>;
};

export type TokenCache = {
  /** The token at hand, or a fresh one. Throws what the exchange throws, and the signal's reason once that ends. */
  token(signal: AbortSignal): Promise<string>;
  /** Drops the token. True once there has been one: asking again gives another, as it may already have for someone else. */
  forget(): boolean;
};

/** A token is renewed this long before its end, and never before nine tenths of its life. */
const EARLY_MS = 120_000;

type Held = { readonly token: string; readonly renewAtMs: number };
type Exchange = { readonly issued: Promise<string>; readonly abandon: AbortController; waiting: number };

/** Keeps one token: renewed shortly before it ends, by one exchange however many callers wait for it. */
export function createTokenCache({ now, fetchToken }: TokenCacheParts): TokenCache {
  let held: Held | undefined;
  let running: Exchange | undefined;
  let hasIssued = false;

  const start = (): Exchange => {
    const abandon = new AbortController();
    const exchange: Exchange = {
      abandon,
      waiting: 0,
      issued: fetchToken(abandon.signal)
        .then(({ token, expiresAtMs }) => {
          held = { token, renewAtMs: renewalOf(expiresAtMs, now()) };
          hasIssued = true;
          return token;
        })
        .finally(() => {
          if (running === exchange) running = undefined;
        }),
    };
    // Everyone who waited may have gone: the failure is then nobody's.
    exchange.issued.catch(() => undefined);
    return exchange;
  };

  return {
    async token(signal) {
      signal.throwIfAborted();
      if (held !== undefined && now() < held.renewAtMs) return held.token;
      running ??= start();
      const exchange = running;
      exchange.waiting += 1;
      try {
        return await orAborted(exchange.issued, signal);
      } finally {
        exchange.waiting -= 1;
        if (exchange.waiting === 0) {
          if (running === exchange) running = undefined;
          exchange.abandon.abort();
        }
      }
    },
    forget() {
      // An exchange on its way is newer than what was refused.
      held = undefined;
      return hasIssued;
    },
  };
}

function renewalOf(expiresAtMs: number | undefined, now: number): number {
  if (expiresAtMs === undefined) return Number.POSITIVE_INFINITY;
  const life = Math.max(0, expiresAtMs - now);
  return now + life - Math.min(EARLY_MS, life / 10);
}

async function orAborted<T>(value: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const onAbort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([value, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
