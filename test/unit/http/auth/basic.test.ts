import { afterEach, describe, expect, it } from 'vitest';
import { startUpstream, type Upstream } from '../../../upstream.ts';
import { endpointFor, failureOf, get } from '../harness.ts';

const KEY = 'key-of-acme-0123456789';
const auth = { kind: 'basic', user: 'apikey', env: ['ACME_KEY'] } as const;
let upstream: Upstream;
afterEach(() => upstream.close());

describe('HTTP Basic with a key', () => {
  it('sends user and key, and keeps both spellings out of errors', async () => {
    const encoded = Buffer.from(`apikey:${KEY}`).toString('base64');
    upstream = await startUpstream((_request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: `no ${encoded} nor ${KEY}` }));
    });
    const endpoint = endpointFor(upstream.url, { auth, keys: { ACME_KEY: KEY } });
    const failure = await failureOf(() => endpoint.send('/x', undefined, get()));
    expect(upstream.requests[0]?.headers.authorization).toBe(`Basic ${encoded}`);
    expect(`${failure}`).not.toContain(KEY);
    expect(`${failure}`).not.toContain(encoded);
  });

  it('names the variable that is missing', async () => {
    upstream = await startUpstream({ chunks: [] });
    const failure = await failureOf(() => endpointFor(upstream.url, { auth }).send('/x', undefined, get()));
    expect(failure).toMatchObject({ code: 'not_configured', message: expect.stringContaining('ACME_KEY') });
  });
});
