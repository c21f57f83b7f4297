import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectV1, connectV2, LogWatch, type Peer, startHttp } from '../../fixtures/server/peers.ts';

type Connect = (target: URL | 'stdio', logs: LogWatch) => Promise<Peer>;

const CLIENTS: readonly (readonly [name: string, connect: Connect])[] = [
  ['the 1.x SDK client', connectV1],
  ['a 2.x client that negotiates', (target, logs) => connectV2(target, logs, 'auto')],
  ['a 2.x client pinned to 2026-07-28', (target, logs) => connectV2(target, logs, { pin: '2026-07-28' })],
  ['a 2.x client of the 2025 era', (target, logs) => connectV2(target, logs, 'legacy')],
];
const MATRIX = CLIENTS.flatMap(([client, connect]) =>
  (['stdio', 'http', 'sse'] as const)
    .filter((transport) => transport !== 'sse' || connect === connectV1)
    .map((transport) => ({ client, connect, transport })),
);

describe.each(MATRIX)('$client over $transport', ({ connect, transport }) => {
  let peer: Peer;
  let logs: LogWatch;
  let close: () => Promise<void> = async () => {};

  beforeEach(async () => {
    logs = new LogWatch();
    if (transport === 'stdio') {
      peer = await connect('stdio', logs);
      close = async () => {};
    } else {
      const server = await startHttp(logs, { sse: transport === 'sse' });
      close = () => server.close();
      const url = new URL(server.url);
      if (transport === 'sse') url.pathname = '/sse';
      peer = await connect(url, logs);
    }
  });
  afterEach(async () => {
    await peer.close();
    await close();
  });

  it('lists and calls tools, results and errors alike', async () => {
    const tools = await peer.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['echo', 'wait', 'count', 'fail', 'noisy']);
    expect(peer.instructions).toContain('chat');
    expect(await peer.call('echo', { message: 'hi' })).toMatchObject({
      content: [{ type: 'text', text: 'hi' }],
      structuredContent: { message: 'hi', tenant: 'local' },
    });
    expect(await peer.call('echo', { message: 5 })).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'invalid_input' } },
    });
    expect(await peer.call('fail', { how: 'provider' })).toMatchObject({
      isError: true,
      structuredContent: { error: { code: 'rate_limited', retry_after_ms: 1200 } },
    });
    await expect(peer.call('ehco', {})).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Did you mean echo?'),
    });
  });

  it('reports progress in increasing order and spaced', async () => {
    const updates: { progress: number; message?: string | undefined }[] = [];
    await peer.call('count', { to: 100 }, { onprogress: (update) => updates.push(update) });
    const values = updates.map(({ progress }) => progress);
    expect(values).toEqual([...new Set(values)].sort((left, right) => left - right));
    // Clients forget a call as they read its result, and a notification read with it; the wire tests look at the last one.
    expect(updates[0]).toMatchObject({ progress: 1, message: 'step 1 of 100' });
    expect(updates.length).toBeGreaterThan(2);
    expect(updates.length).toBeLessThan(30);
  });

  it('carries a cancellation to the handler', async () => {
    const stop = new AbortController();
    const call = peer.call('wait', { ms: 20_000, tag: 'to-cancel' }, { signal: stop.signal });
    await logs.has('started to-cancel');
    const cancelled = performance.now();
    stop.abort();
    await expect(call).rejects.toThrow();
    await logs.has('aborted to-cancel');
    expect(performance.now() - cancelled).toBeLessThan(5_000);
    expect(await peer.call('echo', { message: 'after' })).toMatchObject({ structuredContent: { message: 'after' } });
  });

  it('lists and reads resources, and says which does not exist', async () => {
    expect((await peer.listResources()).resources.map(({ uri }) => uri)).toEqual([
      'llmkit://health',
      'llmkit://picture',
    ]);
    expect((await peer.listResourceTemplates()).resourceTemplates).toMatchObject([
      { uriTemplate: 'llmkit://models/{provider}/{model}' },
    ]);
    const { contents } = await peer.readResource({ uri: 'llmkit://models/acme/family/large' });
    expect(contents).toMatchObject([{ text: '{"provider":"acme","id":"family/large"}', mimeType: 'application/json' }]);
    expect((await peer.readResource({ uri: 'llmkit://picture' })).contents).toMatchObject([{ blob: 'AQID' }]);
    await expect(peer.readResource({ uri: 'llmkit://nowhere' })).rejects.toMatchObject({ code: -32602 });
    await expect(peer.readResource({ uri: 'llmkit://models/nobody/x' })).rejects.toMatchObject({ code: -32602 });
  });

  it('lists and renders prompts, and names a missing argument', async () => {
    expect((await peer.listPrompts()).prompts).toMatchObject([{ name: 'review_contract', title: 'Review a contract' }]);
    const { messages } = await peer.getPrompt({ name: 'review_contract', arguments: { path: 'a.pdf', side: 'buyer' } });
    expect(messages).toMatchObject([{ role: 'user', content: { text: 'Review a.pdf for the buyer side.' } }]);
    await expect(peer.getPrompt({ name: 'review_contract' })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('path (the file)'),
    });
    await expect(peer.getPrompt({ name: 'review_contrat' })).rejects.toThrow('Did you mean review_contract?');
  });

  it('completes template variables and prompt arguments', async () => {
    const template = { type: 'ref/resource' as const, uri: 'llmkit://models/{provider}/{model}' };
    const provider = await peer.complete({ ref: template, argument: { name: 'provider', value: 'ac' } });
    expect(provider.completion).toMatchObject({ values: ['acme', 'acorn'], total: 2, hasMore: false });
    const context = { arguments: { provider: 'acme' } };
    const model = await peer.complete({ ref: template, argument: { name: 'model', value: '' }, context });
    expect(model.completion.values).toEqual(['small', 'large']);
    const prompt = { type: 'ref/prompt' as const, name: 'review_contract' };
    const side = await peer.complete({ ref: prompt, argument: { name: 'side', value: 's' } });
    expect(side.completion.values).toEqual(['seller']);
  });
});
