import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bearer } from '../../../src/core/auth.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { verifies } from '../../requirements.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { endpointFor, failureOf, get } from './harness.ts';

const KEYS = { ACME_KEY: 'key-one-1234, key-two-1234\nkey-three-1234' };

let upstream: Upstream;
afterEach(() => upstream.close());
afterAll(() => closeTransports());

/** Answers each key as told, else 200; `keys` are those that were sent, in order. */
async function serve(refusals: Record<string, { status: number; headers?: Record<string, string> }>) {
  let now = Date.UTC(2026, 10, 23);
  upstream = await startUpstream((request, response) => {
    const key = String(request.headers.authorization).replace('Bearer ', '');
    const { status = 200, headers = {} } = refusals[key] ?? {};
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(status === 200 ? {} : { error: { message: `no more for ${key}` } }));
  });
  const endpoint = endpointFor(upstream.url, { auth: bearer('ACME_KEY'), keys: KEYS, now: () => now });
  return {
    refusals,
    send: () => endpoint.send('/chat', { a: 1 }, get()),
    keys: () =>
      upstream.requests.map(({ headers }) => String(headers.authorization).replace(/^Bearer key-|-1234$/g, '')),
    wait: (ms: number) => {
      now += ms;
    },
  };
}

describe(verifies('keys.several'), () => {
  it('goes on with the next key while a limited one rests as long as it was told to', async () => {
    const { send, keys, wait, refusals } = await serve({
      'key-one-1234': { status: 429, headers: { 'retry-after': '20' } },
    });
    await send();
    await send();
    expect(keys()).toEqual(['one', 'two', 'two']);
    delete refusals['key-one-1234'];
    wait(20_001);
    await send();
    expect(keys().at(-1)).toBe('one');
  });

  it.each([
    ['refused', 401],
    ['forbidden', 403],
    ['without credit', 402],
  ])('leaves a key alone that is %s', async (_, status) => {
    const { send, keys } = await serve({ 'key-one-1234': { status }, 'key-two-1234': { status } });
    await send();
    await send();
    expect(keys()).toEqual(['one', 'two', 'three', 'three']);
  });

  it('fails as one key would when all of them rest, and shows none', async () => {
    const limited = { status: 429, headers: { 'retry-after': '30' } };
    const { send, keys } = await serve({ 'key-one-1234': limited, 'key-two-1234': limited, 'key-three-1234': limited });
    const failure = await failureOf(send);
    expect(failure).toMatchObject({ code: 'rate_limited', status: 429, retryAfterMs: 30_000 });
    expect(JSON.stringify([failure.message, failure.hint])).not.toMatch(/key-(one|two|three)-1234/);
    expect(keys()).toEqual(['one', 'two', 'three']);
    await failureOf(send);
    expect(keys()).toEqual(['one', 'two', 'three', 'one']);
  });

  it.each([400, 404, 500, 503])('does not try another key for a %s', async (status) => {
    const { send, keys } = await serve({ 'key-one-1234': { status } });
    await failureOf(send);
    expect(keys()).toEqual(['one']);
  });

  it('takes a password as it is', async () => {
    upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: ['{}'] });
    const auth = { kind: 'basic', user: 'me', env: ['ACME_KEY'] } as const;
    await endpointFor(upstream.url, { auth, keys: { ACME_KEY: 'pass,word' } }).send('/a', undefined, get());
    expect(upstream.requests[0]?.headers.authorization).toBe(`Basic ${btoa('me:pass,word')}`);
  });
});
