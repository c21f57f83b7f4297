import { describe, expect, it } from 'vitest';
import { createTokenCache, type IssuedToken } from '../../../../src/http/auth/token-cache.ts';

const MINUTE = 60_000;
const anySignal = () => new AbortController().signal;

/** A cache whose exchanges end when the test says so. */
function cacheUnderTest() {
  let now = 0;
  const exchanges: {
    resolve(issued: IssuedToken): void;
    reject(reason: unknown): void;
    readonly signal: AbortSignal;
  }[] = [];
  const cache = createTokenCache({
    now: () => now,
    fetchToken: (signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<IssuedToken>();
      exchanges.push({ resolve, reject, signal });
      return promise;
    },
  });
  const issue = (token: string, lifeMs?: number) =>
    exchanges.at(-1)?.resolve({ token, ...(lifeMs === undefined ? {} : { expiresAtMs: now + lifeMs }) });
  return { cache, exchanges, issue, advance: (ms: number) => (now += ms) };
}

describe('a token cache', () => {
  it('exchanges once for all who wait at the same time', async () => {
    const { cache, exchanges, issue } = cacheUnderTest();
    const waiting = Promise.all(Array.from({ length: 20 }, () => cache.token(anySignal())));
    issue('first', 60 * MINUTE);
    expect(new Set(await waiting)).toEqual(new Set(['first']));
    expect(exchanges).toHaveLength(1);
  });

  it('keeps the token until two minutes before its end, then renews it', async () => {
    const { cache, exchanges, issue, advance } = cacheUnderTest();
    const first = cache.token(anySignal());
    issue('first', 30 * MINUTE);
    await first;
    advance(27.9 * MINUTE);
    expect(await cache.token(anySignal())).toBe('first');
    advance(0.2 * MINUTE);
    const second = cache.token(anySignal());
    issue('second', 30 * MINUTE);
    expect(await second).toBe('second');
    expect(exchanges).toHaveLength(2);
  });

  it('uses nine tenths of a short life', async () => {
    const { cache, issue, advance, exchanges } = cacheUnderTest();
    const first = cache.token(anySignal());
    issue('first', MINUTE);
    await first;
    advance(53_000);
    expect(await cache.token(anySignal())).toBe('first');
    advance(2_000);
    const second = cache.token(anySignal());
    issue('second', MINUTE);
    expect(await second).toBe('second');
    expect(exchanges).toHaveLength(2);
  });

  it('keeps a token without an end', async () => {
    const { cache, issue, advance } = cacheUnderTest();
    const first = cache.token(anySignal());
    issue('first');
    await first;
    advance(1e12);
    expect(await cache.token(anySignal())).toBe('first');
  });

  it('asks again after it was told to forget', async () => {
    const { cache, issue, exchanges } = cacheUnderTest();
    expect(cache.forget()).toBe(false);
    const first = cache.token(anySignal());
    issue('first', 60 * MINUTE);
    await first;
    expect(cache.forget()).toBe(true);
    const second = cache.token(anySignal());
    issue('second', 60 * MINUTE);
    expect(await second).toBe('second');
    expect(exchanges).toHaveLength(2);
  });

  it('lets all whose token was refused at once share one renewal', async () => {
    const { cache, issue, exchanges } = cacheUnderTest();
    const first = cache.token(anySignal());
    issue('first', 60 * MINUTE);
    await first;
    expect([cache.forget(), cache.forget()]).toEqual([true, true]);
    const both = Promise.all([cache.token(anySignal()), cache.token(anySignal())]);
    expect(cache.forget()).toBe(true);
    issue('second', 60 * MINUTE);
    expect(await both).toEqual(['second', 'second']);
    expect(await cache.token(anySignal())).toBe('second');
    expect(exchanges).toHaveLength(2);
  });

  it('goes on for the others when one caller leaves, and is abandoned when all have', async () => {
    const { cache, issue, exchanges } = cacheUnderTest();
    const [leaver, stayer] = [new AbortController(), new AbortController()];
    const left = cache.token(leaver.signal);
    const stayed = cache.token(stayer.signal);
    leaver.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    expect(exchanges[0]?.signal.aborted).toBe(false);
    issue('first', MINUTE);
    expect(await stayed).toBe('first');

    cache.forget();
    const alone = new AbortController();
    const abandoned = cache.token(alone.signal);
    alone.abort(new Error('left too'));
    await expect(abandoned).rejects.toThrow('left too');
    expect(exchanges[1]?.signal.aborted).toBe(true);
    const next = cache.token(anySignal());
    issue('third', MINUTE);
    expect(await next).toBe('third');
  });

  it('does not keep a failure', async () => {
    const { cache, issue, exchanges } = cacheUnderTest();
    const failed = cache.token(anySignal());
    exchanges[0]?.reject(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    const next = cache.token(anySignal());
    issue('first', MINUTE);
    expect(await next).toBe('first');
  });

  it('refuses a caller who has already left', async () => {
    const { cache, exchanges } = cacheUnderTest();
    await expect(cache.token(AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect(exchanges).toHaveLength(0);
  });
});
