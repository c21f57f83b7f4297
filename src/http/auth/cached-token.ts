export type Token = {
  readonly value: string;
  /** Wall clock in ms; absent for one that does not say. */
  readonly expiresAt?: number;
};

/** Renewed this long before it expires, so that no request carries one that dies on the way. */
const MARGIN_MS = 60_000;

export type CachedToken = {
  /** The token, exchanged once however many ask for it at the same time. */
  get(): Promise<Token>;
  /** Drops it. True when asking again could give another one. */
  forget(): boolean;
};

/** Keeps what an exchange gave until shortly before it expires. A failed exchange is not kept. */
export function cachedToken(exchange: () => Promise<Token>, now: () => number): CachedToken {
  type Held = { readonly token: Promise<Token>; expiresAt: number | undefined };
  let held: Held | undefined;
  let hasExchanged = false;
  return {
    get() {
      // One that is on its way has no end yet.
      const isFresh = held !== undefined && (held.expiresAt === undefined || now() < held.expiresAt - MARGIN_MS);
      if (held !== undefined && isFresh) return held.token;
      const token = exchange();
      const mine: Held = { token, expiresAt: undefined };
      held = mine;
      token.then(
        ({ expiresAt = Number.POSITIVE_INFINITY }) => {
          mine.expiresAt = expiresAt;
          hasExchanged = true;
        },
        () => {
          if (held === mine) held = undefined;
        },
      );
      return token;
    },
    forget() {
      // The one on its way is newer than the one that was refused.
      if (held?.expiresAt !== undefined) held = undefined;
      return hasExchanged;
    },
  };
}
