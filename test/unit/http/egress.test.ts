import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../src/http/address.ts';
import { egressHarness, type Harness, limits } from './egress-harness.ts';
import { failureOf } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await egressHarness();
});
afterEach(() => harness.close());

const refuses = async (url: string, options?: Parameters<typeof egressHarness>[0]) => {
  const own = options === undefined ? harness : await egressHarness(options);
  const failure = await failureOf(() => own.guard.fetch(url.replaceAll('{port}', own.port), limits()));
  expect(own.canary.requests).toHaveLength(0);
  if (own !== harness) await own.close();
  return { failure, connections: own.connections };
};

describe('addresses', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.0.1',
    '192.0.0.1',
    '192.0.2.1',
    '198.18.0.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b:1::1',
    '2002:7f00:1::',
    '2002:a00:1::1',
    '2001:0:7f00:1::1',
    '2001:db8::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '100::1',
    '4000::1',
    'not an address',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '93.184.215.14', '2606:4700::1111', '::ffff:1.1.1.1', '64:ff9b::101:101'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('egress guard', () => {
  it.each([
    'https://127.0.0.1:{port}/',
    'https://127.1:{port}/',
    'https://2130706433:{port}/',
    'https://0x7f.1:{port}/',
    'https://017700000001:{port}/',
    'https://①②⑦.⓪.⓪.①:{port}/',
    'https://１２７.0.0.1:{port}/',
    'https://127。0。0。1:{port}/',
    'https://127.0.0.1.:{port}/',
    'https://localhost:{port}/',
    'https://LOCALHOST.:{port}/',
    'https://[::1]:{port}/',
    'https://[::ffff:7f00:1]:{port}/',
    'https://[0:0:0:0:0:ffff:127.0.0.1]:{port}/',
    'https://[64:ff9b::7f00:1]:{port}/',
    'https://[2002:7f00:1::]/',
    'https://0:{port}/',
    'https://169.254.169.254/',
    'https://[fd00:ec2::254]/',
    'http://example.com/',
    'ftp://example.com/x',
    'file:///etc/passwd',
    'gopher://example.com/',
    'data:text/plain,x',
    'javascript:alert(1)',
    'https://user@example.com/',
    'https://user:secret@example.com/',
    'https://example.com@127.0.0.1:{port}/',
  ])('refuses %s without a connection', async (url) => {
    const { failure, connections } = await refuses(url);
    expect(failure.code).toBe('forbidden');
    expect(connections).toHaveLength(0);
  });

  it.each(['not a url', '', '//example.com', 'https://', 'https://exa mple.com/'])('calls %j no URL', async (url) => {
    expect((await refuses(url)).failure.code).toBe('invalid_input');
  });

  it('refuses a name with one private address among public ones', async () => {
    const names = { 'mixed.test': ['93.184.215.14', '10.0.0.7'] };
    const { failure, connections } = await refuses('https://mixed.test/', { names });
    expect(failure.code).toBe('forbidden');
    expect(connections).toHaveLength(0);
  });

  it('connects to the address it checked, whatever the name means afterwards', async () => {
    let turn = 0;
    const own = await egressHarness({
      get names() {
        turn += 1;
        return { 'rebind.test': [turn === 1 ? '93.184.215.14' : '127.0.0.1'] };
      },
    });
    await own.guard.fetch('https://rebind.test/', limits());
    expect(own.connections.map(({ address }) => address)).toEqual(['93.184.215.14']);
    await own.close();
  });

  it('checks each redirect again, and follows at most three', async () => {
    const to = (location: string) => ({ status: 302, location });
    const names = { 'a.test': ['1.1.1.1'], 'b.test': ['1.1.1.2'], 'private.test': ['192.168.1.1'] };
    const inside = await refuses('https://a.test/', { names, hosts: { 'a.test': to('https://127.0.0.1:9/') } });
    expect(inside.failure.code).toBe('forbidden');
    const nowhere = await refuses('https://a.test/', { names, hosts: { 'a.test': to('https://:x/') } });
    expect(nowhere.failure.code).toBe('bad_response');
    const downgrade = await refuses('https://a.test/', { names, hosts: { 'a.test': to('http://b.test/') } });
    expect(downgrade.failure.code).toBe('forbidden');
    const later = await refuses('https://a.test/', {
      names,
      hosts: { 'a.test': to('https://b.test/'), 'b.test': to('https://private.test/') },
    });
    expect(later.failure.code).toBe('forbidden');
    expect(later.connections).toHaveLength(2);
    const endless = await refuses('https://a.test/', { names, hosts: { 'a.test': to('/again') } });
    expect(endless.failure.code).toBe('forbidden');
    expect(endless.connections).toHaveLength(4);
  });

  it('reaches a private http address only on an origin that the operator allows', async () => {
    const own = await egressHarness({ allow: (port) => [`http://127.0.0.1:${port}`] });
    const found = await own.guard.fetch(`http://127.0.0.1:${own.port}/a.txt`, limits());
    expect(Buffer.from(found.bytes).toString()).toBe('canary');
    expect(await failureOf(() => own.guard.check(`http://localhost:${own.port}/`))).toMatchObject({
      code: 'forbidden',
    });
    expect(await failureOf(() => own.guard.check('http://127.0.0.1:1/'))).toMatchObject({ code: 'forbidden' });
    await own.close();
  });

  it('sends no credentials and keeps the name of the host', async () => {
    const own = await egressHarness({
      allow: (port) => [`http://localhost:${port}`],
      names: { localhost: ['127.0.0.1'] },
    });
    await own.guard.fetch(`http://localhost:${own.port}/`, limits());
    const [request] = own.canary.requests;
    expect(request?.headers.host).toBe(`localhost:${own.port}`);
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.headers.cookie).toBeUndefined();
    await own.close();
  });

  it('bounds bytes and time', async () => {
    const own = await egressHarness({ allow: (port) => [`http://127.0.0.1:${port}`] });
    const url = `http://127.0.0.1:${own.port}/`;
    own.canary.serve({ chunks: ['x'.repeat(5000)] });
    expect(await failureOf(() => own.guard.fetch(url, { ...limits(), maxBytes: 100 }))).toMatchObject({
      code: 'invalid_input',
    });
    own.canary.serve({ chunks: ['x'], ending: 'hang' });
    expect(await failureOf(() => own.guard.fetch(url, { ...limits(), timeoutMs: 60 }))).toMatchObject({
      code: 'timeout',
    });
    const controller = new AbortController();
    const fetching = failureOf(() => own.guard.fetch(url, { ...limits(), signal: controller.signal }));
    controller.abort();
    expect(await fetching).toMatchObject({ code: 'cancelled' });
    await own.close();
  });

  it('tells a missing page from a failing one', async () => {
    const names = { 'a.test': ['1.1.1.1'] };
    expect((await refuses('https://a.test/', { names, hosts: { 'a.test': { status: 404 } } })).failure.code).toBe(
      'not_found',
    );
    expect((await refuses('https://a.test/', { names, hosts: { 'a.test': { status: 503 } } })).failure.code).toBe(
      'network',
    );
    expect((await refuses('https://unknown.test/')).failure.code).toBe('network');
  });
});
