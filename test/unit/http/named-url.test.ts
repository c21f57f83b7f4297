import { afterEach, describe, expect, it } from 'vitest';
import { bearer } from '../../../src/core/auth.ts';
import { namedUrl } from '../../../src/http/named-url.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { anySignal, endpointFor, failureOf } from './harness.ts';

const read = (address: string) =>
  namedUrl(address, 'https://api.acme.test/v1', { provider: 'acme', hosts: ['acme.test', 'acme.net'] });

describe('an address that an answer names', () => {
  it.each([
    ['https://api.acme.test/other', false],
    ['https://stream.acme.test/v1/s', true],
    ['https://acme.net/s', true],
  ])('%s is followed', (address, isForeign) => {
    expect(read(address)).toMatchObject({ isForeign });
  });

  it.each([
    'http://stream.acme.test/s',
    'https://stream.acme.test:8443/s',
    'https://evilacme.test/s',
    'https://acme.test.evil.test/s',
    'https://me:you@api.acme.test/s',
    'https://169.254.169.254/latest',
    'file:///etc/passwd',
    '/relative',
  ])('%s is forbidden', (address) => {
    expect(() => read(address)).toThrow(expect.objectContaining({ code: 'forbidden' }));
  });

  let upstream: Upstream | undefined;
  afterEach(() => upstream?.close());

  it('gets the key on the own origin only', async () => {
    upstream = await startUpstream({ chunks: ['{}'] });
    const options = { auth: bearer('K'), keys: { K: 'key-of-acme-123' } };
    const send = (address: string) =>
      endpointFor(`${upstream?.url}/v1`, options).send(address, undefined, { signal: anySignal(), isNamed: true });
    await send(`${upstream.url}/elsewhere`);
    expect(upstream.requests[0]).toMatchObject({
      url: '/elsewhere',
      headers: { authorization: 'Bearer key-of-acme-123' },
    });
    expect(await failureOf(() => send('https://evil.test/'))).toMatchObject({ code: 'forbidden' });
  });
});
