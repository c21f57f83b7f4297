import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type HttpServer, serveHttp } from '../../../src/server/http.ts';
import { fixtureApp } from '../../fixtures/server/app.ts';
import { echoCall, INITIALIZE, modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { fixtureParts } from '../../fixtures/server/parts.ts';
import { LogWatch, startHttp } from '../../fixtures/server/peers.ts';

let server: HttpServer;
beforeAll(async () => {
  server = await startHttp(new LogWatch(), {
    config: { http: { authTokens: [], allowedHosts: ['mcp.example'], allowedOrigins: ['https://app.example'] } },
  });
});
afterAll(() => server.close());

const ERAS = [
  ['a 2025', (headers: Record<string, string>) => ({ body: INITIALIZE, headers })],
  ['a 2026', (headers: Record<string, string>) => modern(1, 'tools/list', {}, headers)],
] as const;

describe.each(ERAS)('guards before %s request', (_era, request) => {
  it.each(['https://evil.test', 'null', 'http://localhost.evil.test', 'https://app.example.evil.test', 'nonsense'])(
    'refuses the Origin %s with 403',
    async (origin) => {
      const answer = await send(server.url, request({ origin }));
      expect(answer.status).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    },
  );

  it.each(['http://localhost:8080', 'https://app.example', 'http://127.0.0.1'])(
    'lets the Origin %s in',
    async (origin) => {
      const answer = await send(server.url, request({ origin }));
      expect(answer.status).toBe(200);
      expect(answer.headers['access-control-allow-origin']).toBe(origin);
    },
  );

  it.each(['evil.test', '127.0.0.1.evil.test', 'evil.test:3000', 'user@localhost', '[::1'])(
    'refuses the Host %s with 403',
    async (host) => {
      expect((await send(server.url, request({ host }))).status).toBe(403);
    },
  );

  it.each(['localhost', 'LOCALHOST:1', 'mcp.example:8443', '[::1]:5'])('serves the Host %s', async (host) => {
    expect((await send(server.url, request({ host }))).status).toBe(200);
  });
});

describe('what an HTTP request may be', () => {
  it('answers header and body that disagree with 400 and -32020', async () => {
    const { body } = modern(1, 'tools/call', echoCall('x'));
    const { headers } = modern(1, 'tools/list');
    const answer = await send(server.url, { body, headers: headers ?? {} });
    expect(answer.status).toBe(400);
    expect(answer.message?.error?.code).toBe(-32020);
  });

  it.each([
    ['cut off JSON', '{"jsonrpc":"2.0","id":1,"method":', -32700],
    ['an empty batch', '[]', -32600],
    ['a wrong version', '{"jsonrpc":"1.0","id":1,"method":"tools/list"}', -32600],
    ['a bare value', '42', -32600],
  ])('answers %s with 400 and its code', async (_what, body, code) => {
    const answer = await send(server.url, { body });
    expect(answer.status).toBe(400);
    expect(answer.message?.error?.code).toBe(code);
  });

  it('answers an unknown method with -32601 in both eras', async () => {
    const inSession = await send(server.url, {
      body: { jsonrpc: '2.0', id: 1, method: 'nope' },
      headers: await openSession(server.url),
    });
    expect(inSession.message?.error?.code).toBe(-32601);
    expect((await send(server.url, modern(1, 'nope'))).message?.error?.code).toBe(-32601);
  });

  it('refuses a body over 4 MiB with 413 and the limit, declared or not', async () => {
    const body = JSON.stringify(modern(1, 'tools/call', echoCall('x'.repeat(5_000_000))).body);
    const declared = await send(server.url, { body });
    expect(declared.status).toBe(413);
    expect(declared.message?.error?.message).toContain('4194304 bytes');
    const chunked = await send(server.url, { body, headers: { 'transfer-encoding': 'chunked' } });
    expect(chunked.status).toBe(413);
  });

  it('refuses an encoded body and another content type with 415', async () => {
    const body = gzipSync(JSON.stringify(INITIALIZE));
    expect((await send(server.url, { body, headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
    expect(
      (await send(server.url, { body: JSON.stringify(INITIALIZE), headers: { 'content-type': 'text/plain' } })).status,
    ).toBe(415);
    expect((await send(server.url, { body: 'x', headers: { 'content-type': 'application/jsonp' } })).status).toBe(415);
  });

  it('knows its paths and methods only', async () => {
    expect((await send(server.url, { path: '/', body: INITIALIZE })).status).toBe(404);
    expect((await send(server.url, { path: '/sse', method: 'GET' })).status).toBe(404);
    expect((await send(server.url, { method: 'PUT', body: INITIALIZE })).status).toBe(405);
    expect((await send(server.url, { method: 'GET' })).status).toBe(405);
    expect((await send(server.url)).headers['x-powered-by']).toBeUndefined();
  });

  it('answers a preflight of an allowed page only', async () => {
    const preflight = (origin: string) =>
      send(server.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const allowed = await preflight('https://app.example');
    expect(allowed.status).toBe(204);
    expect(allowed.headers['access-control-allow-origin']).toBe('https://app.example');
    expect(allowed.headers['access-control-allow-headers']).toContain('mcp-protocol-version');
    expect((await preflight('https://evil.test')).headers['access-control-allow-origin']).toBeUndefined();
  });

  it('says that it is well to whoever probes', async () => {
    const answer = await send(server.url, { path: '/healthz', method: 'GET', headers: { host: '10.0.0.7' } });
    expect(answer.status).toBe(200);
    expect(answer.text).toBe('{"status":"ok"}');
  });

  it('survives a client that sends garbage instead of HTTP', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.resume();
    socket.end('\x16\x03\x01 not http\r\n\r\n');
    await closed;
    expect((await send(server.url, modern(1, 'tools/list'))).status).toBe(200);
  });
});

describe('listening beyond loopback', () => {
  const listen = (http: { authTokens?: never[]; allowedHosts?: string[] }, host = '0.0.0.0') => {
    const app = fixtureApp({ config: { http: { authTokens: [], allowedHosts: [], allowedOrigins: [], ...http } } });
    return serveHttp({ app, host, port: 0, parts: fixtureParts(app) });
  };

  it.each(['0.0.0.0', '::', '192.168.1.5', 'mcp.example'])(
    'refuses %s without token and hosts, in one line that names both',
    async (host) => {
      const refusal = expect(listen({}, host)).rejects;
      await refusal.toMatchObject({ code: 'not_configured' });
      await expect(listen({}, host)).rejects.toThrow(
        /^Refusing to listen on .*LLMKIT_AUTH_TOKENS.* and LLMKIT_ALLOWED_HOSTS.*$/,
      );
    },
  );

  it('refuses allowed hosts without a token', async () => {
    await expect(listen({ allowedHosts: ['mcp.example'] })).rejects.toThrow('LLMKIT_AUTH_TOKENS');
  });

  it.each(['127.0.0.1', 'localhost', '::1'])('listens on %s without either', async (host) => {
    const loopback = await listen({}, host);
    expect(loopback.url).toContain(`:${loopback.port}/mcp`);
    await loopback.close();
  });
});
