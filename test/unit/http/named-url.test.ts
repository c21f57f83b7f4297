import { Readable } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { bearer } from '../../../src/core/auth.ts';
import { namedUrl } from '../../../src/http/named-url.ts';
import type { Transport } from '../../../src/http/transport.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { anySignal, endpointFor, failureOf, get } from './harness.ts';

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

it('gives neither the key nor configured headers to another host of the vendor', async () => {
  const sent: { host: string; headers: Readonly<Record<string, string>> }[] = [];
  const transport: Transport = async ({ url, headers }) => {
    sent.push({ host: url.host, headers });
    return { status: 200, headers: {}, body: Readable.from([Buffer.from('{}')]) };
  };
  const endpoint = endpointFor(undefined, {
    headers: { 'x-tenant': 'mine' },
    auth: bearer('K'),
    keys: { K: 'key-of-acme-123' },
    namedHosts: ['acme.test'],
    transport,
  });
  await endpoint.send('/a', undefined, get());
  await endpoint.send('https://stream.acme.test/s', undefined, { signal: anySignal(), isNamed: true });
  expect(sent.map(({ host }) => host)).toEqual(['api.acme.test', 'stream.acme.test']);
  expect(sent[0]?.headers).toMatchObject({ authorization: 'Bearer key-of-acme-123', 'x-tenant': 'mine' });
  expect(Object.keys(sent[1]?.headers ?? {}).sort()).toEqual(['accept', 'accept-encoding', 'user-agent']);

  // Whoever put a server in the vendor's place wants nothing to go past it.
  const redirected = endpointFor('https://proxy.test', { namedHosts: ['acme.test'], transport });
  const past = () => redirected.send('https://stream.acme.test/s', undefined, { signal: anySignal(), isNamed: true });
  expect(await failureOf(past)).toMatchObject({ code: 'forbidden' });
});
