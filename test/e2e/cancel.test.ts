import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliPath } from '../cli.ts';
import { modern, openSession, send } from '../fixtures/server/http-client.ts';
import { MODERN_META, RawClient } from '../fixtures/server/stdio-client.ts';
import { type Handler, startUpstream, type Upstream } from '../upstream.ts';

/** From the cancel to the closed socket, through client, server and family. */
const WITHIN_MS = 500;

/** A provider that goes on saying a word, slowly and without end. */
const drip: Handler = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = () => response.write('data: {"choices":[{"index":0,"delta":{"content":"word "}}]}\n\n');
  say();
  const timer = setInterval(say, 40);
  response.once('close', () => clearInterval(timer));
};
/** A provider that takes the request and never answers. */
const silence: Handler = () => {};

let upstream: Upstream;
let home: string;
let server: RawClient;
let asked: PromiseWithResolvers<void>;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-cancel-'));
  asked = Promise.withResolvers();
});
afterEach(async () => {
  server.kill();
  await upstream.close();
  rmSync(home, { recursive: true, force: true });
});

async function start(handler: Handler, args: readonly string[], more: Record<string, string> = {}): Promise<void> {
  upstream = await startUpstream((...exchange) => {
    asked.resolve();
    return handler(...exchange);
  });
  const env = {
    LLMKIT_HOME: home,
    LLMKIT_DISCOVER: '0',
    LLMKIT_LOG: 'info',
    OPENAI_API_KEY: 'key-of-test',
    OPENAI_BASE_URL: upstream.url,
    ...more,
  };
  server = new RawClient(env, [process.execPath, cliPath, ...args]);
}

const chat = { name: 'chat', arguments: { prompt: 'Go on for ever.', model: 'openai/gpt-5-mini' } };
const withToken = { ...chat, _meta: { progressToken: 'p' } };

async function closedAfter(cancel: () => void): Promise<number> {
  const started = performance.now();
  cancel();
  await upstream.clientGone;
  return performance.now() - started;
}

const progress = () => server.until(() => server.messages.find(({ method }) => method === 'notifications/progress'));
const cancelled = (requestId: number) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId, reason: 'enough' },
});

describe('a cancel over stdio closes the provider’s connection', () => {
  it('in the middle of a stream, and no answer follows', async () => {
    await start(drip, ['serve']);
    await server.initialize();
    server.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: withToken });
    expect((await progress()).params).toMatchObject({ message: expect.stringMatching(/^word/) });
    expect(await closedAfter(() => server.send(cancelled(1)))).toBeLessThan(WITHIN_MS);
    await server.request(2, 'ping');
    expect(server.messages.filter(({ id }) => id === 1)).toEqual([]);
  });

  it('for a client of 2026-07-28', async () => {
    await start(drip, ['serve']);
    const { _meta: meta } = MODERN_META;
    server.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { ...chat, _meta: { ...meta, progressToken: 'p' } },
    });
    await progress();
    expect(await closedAfter(() => server.send(cancelled(1)))).toBeLessThan(WITHIN_MS);
  });

  it('before the provider has answered at all', async () => {
    await start(silence, ['serve']);
    await server.initialize();
    server.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: chat });
    await asked.promise;
    expect(await closedAfter(() => server.send(cancelled(1)))).toBeLessThan(WITHIN_MS);
  });

  it('when the client goes away', async () => {
    await start(drip, ['serve'], { LLMKIT_STREAM: 'always' });
    await server.initialize();
    server.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: chat });
    await asked.promise;
    server.child.stdin.end();
    await upstream.clientGone;
    expect((await server.exited).code).toBe(0);
  });
});

describe('a cancel over HTTP closes the provider’s connection', () => {
  async function startHttp(handler: Handler): Promise<string> {
    await start(handler, ['serve', '--http', '--port', '0'], { LLMKIT_STREAM: 'always' });
    await server.logged('listens on');
    return /listens on (http[^\s"]+)/.exec(server.stderr)?.[1] ?? '';
  }

  it('when a client of 2026-07-28 closes its stream', async () => {
    const url = await startHttp(drip);
    const { body, headers } = modern(1, 'tools/call', chat);
    const outgoing = request(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    });
    outgoing.on('error', () => {});
    outgoing.end(JSON.stringify(body));
    await asked.promise;
    expect(await closedAfter(() => outgoing.destroy())).toBeLessThan(WITHIN_MS);
  });

  it('when a client of 2025 says so in its session', async () => {
    const url = await startHttp(drip);
    const headers = await openSession(url);
    const call = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: withToken };
    const running = send(url, { body: call, headers }).catch(() => undefined);
    await asked.promise;
    const told: Promise<unknown>[] = [];
    const cancel = () => told.push(send(url, { body: cancelled(7), headers }));
    expect(await closedAfter(cancel)).toBeLessThan(WITHIN_MS);
    await Promise.all(told);
    server.kill();
    await running;
  });
});
