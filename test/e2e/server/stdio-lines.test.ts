import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { MODERN_META, RawClient } from '../../fixtures/server/stdio-client.ts';

let client: RawClient;
afterEach(() => client.kill());

const call = (text: string) => ({ name: 'echo', arguments: { message: text } });

const ERAS = [
  { era: 'a 2025 client', open: () => client.initialize(), meta: {} },
  {
    era: 'a 2026 client',
    open: async () => void (await client.request('d', 'server/discover', MODERN_META)),
    meta: MODERN_META,
  },
] as const;

describe.each(ERAS)('lines of $era', ({ open, meta }) => {
  const works = async () => {
    const { result } = await client.request('after', 'tools/call', { ...call('still here'), ...meta });
    expect(result?.structuredContent).toMatchObject({ message: 'still here' });
  };

  it('answers malformed JSON with -32700 and goes on', async () => {
    client = new RawClient();
    await open();
    client.send('{"jsonrpc":"2.0","id":1,"method":');
    expect((await client.answer(null)).error?.code).toBe(-32700);
    await works();
  });

  it('answers an empty batch with -32600 and goes on', async () => {
    client = new RawClient();
    await open();
    client.send('[]');
    expect((await client.answer(null)).error?.code).toBe(-32600);
    await works();
  });

  it('answers a wrong jsonrpc version with -32600 under its id', async () => {
    client = new RawClient();
    await open();
    client.send('{"jsonrpc":"1.0","id":1,"method":"tools/list"}');
    expect((await client.answer(1)).error?.code).toBe(-32600);
    await works();
  });

  it('answers what is JSON but no message with -32600', async () => {
    client = new RawClient();
    await open();
    for (const line of [
      '42',
      'null',
      '"text"',
      '{"jsonrpc":"2.0","id":9}',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    ]) {
      client.send(line);
    }
    await client.until(() => client.messages.filter(({ error }) => error?.code === -32600).length === 5 || undefined);
    await works();
  });

  it.each([
    ['resources/read', { uri: 5 }, 'uri: Invalid input: expected string, received number'],
    ['prompts/get', {}, 'name: Invalid input: expected string, received undefined'],
    ['tools/call', { name: 'echo', arguments: 'x' }, 'arguments: Invalid input: expected record, received string'],
  ])('answers %s with parameters of the wrong shape with -32602, in words', async (method, params, words) => {
    client = new RawClient();
    await open();
    const { error } = await client.request(1, method, { ...params, ...meta });
    expect(error).toEqual({ code: -32602, message: `Invalid params for ${method}: ${words}` });
    await works();
  });

  it('answers an unknown method with -32601', async () => {
    client = new RawClient();
    await open();
    expect((await client.request(1, 'nope', meta)).error?.code).toBe(-32601);
  });

  it('refuses a 30 MiB argument with the limit in the error, under its id, in bounded memory', async () => {
    client = new RawClient();
    await open();
    await works();
    const before = residentMb(client.child.pid);
    const text = 'x'.repeat(30 * 1_048_576);
    client.send(JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { ...call(text), ...meta } }));
    client.send(
      JSON.stringify({ method: 'tools/call', params: { ...call(text), ...meta }, jsonrpc: '2.0', id: 'last' }),
    );
    expect((await client.answer(7)).error).toMatchObject({
      code: -32600,
      message: expect.stringContaining('8388608 bytes'),
    });
    expect((await client.answer('last')).error?.message).toContain('8 MiB');
    expect(residentMb(client.child.pid) - before).toBeLessThan(60);
    await works();
  });

  it('answers a message just below the limit', async () => {
    client = new RawClient();
    await open();
    const { result } = await client.request(1, 'tools/call', { ...call('x'.repeat(8_000_000)), ...meta });
    expect(result?.structuredContent).toMatchObject({ message: expect.stringMatching(/^x{100}/) });
  });
});

describe('stdout', () => {
  it('carries JSON-RPC only, even when a tool prints', async () => {
    client = new RawClient();
    await client.initialize();
    const { result } = await client.request(1, 'tools/call', { name: 'noisy', arguments: {} });
    expect(result?.structuredContent).toEqual({ printed: true });
    await client.logged('another stray line');
    expect(client.noise).toEqual([]);
    expect(client.stderr).toContain('a stray line');
  });
});

describe('progress', () => {
  it('puts the last step on the wire before the result', async () => {
    client = new RawClient();
    await client.initialize();
    await client.request(1, 'tools/call', { name: 'count', arguments: { to: 60 }, _meta: { progressToken: 'p' } });
    const [last, result] = client.messages.slice(-2);
    expect(last).toMatchObject({
      method: 'notifications/progress',
      params: { progressToken: 'p', progress: 60, total: 60 },
    });
    expect(result).toMatchObject({ id: 1, result: { structuredContent: { counted: 60 } } });
  });

  it('sends none to a client that gave no token', async () => {
    client = new RawClient();
    await client.initialize();
    await client.request(1, 'tools/call', { name: 'count', arguments: { to: 60 } });
    expect(client.messages.some(({ method }) => method === 'notifications/progress')).toBe(false);
  });
});

describe('opening', () => {
  it('answers requests that come before any handshake', async () => {
    client = new RawClient();
    client.send('{"jsonrpc":"2.0","id":1,"method":"nope"}');
    expect((await client.answer(1)).error?.code).toBe(-32601);
  });

  it('serves a client that probes with server/discover and then falls back to initialize', async () => {
    client = new RawClient();
    expect((await client.request(1, 'server/discover', MODERN_META)).result).toMatchObject({
      supportedVersions: ['2026-07-28'],
    });
    await client.initialize();
    expect((await client.request(2, 'tools/list')).result?.tools).toHaveLength(5);
  });

  it('lists two tools in the search profile and reaches the others through them', async () => {
    client = new RawClient({ LLMKIT_TOOLS: 'search' });
    await client.initialize();
    expect((await client.request(1, 'tools/list')).result?.tools).toMatchObject([
      { name: 'find_tool' },
      { name: 'call_tool' },
    ]);
    const input = { name: 'echo', arguments: { message: 'found' } };
    const { result } = await client.request(2, 'tools/call', { name: 'call_tool', arguments: input });
    expect(result?.structuredContent).toMatchObject({ message: 'found' });
    expect((await client.request(3, 'tools/call', call('hidden'))).error?.code).toBe(-32602);
  });

  it('does not start with a profile that does not exist, and says which is near', async () => {
    client = new RawClient({ LLMKIT_TOOLS: 'defualt' });
    expect((await client.exited).code).toBe(1);
    expect(client.stderr).toContain('Did you mean default?');
  });

  it('starts with an empty environment', async () => {
    client = new RawClient({}, ['env', '-i', process.execPath, ...serverArguments()]);
    await client.initialize();
    expect((await client.request(2, 'ping')).result).toEqual({});
  });
});

const serverArguments = (): readonly string[] => [
  new URL('../../fixtures/server/stdio-server.ts', import.meta.url).pathname,
];

function residentMb(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
