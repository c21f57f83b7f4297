import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../../src/core/clock.ts';
import type { HttpOptions, HttpServer } from '../../../src/server/http.ts';
import { echoCall, INITIALIZE, modern, openSession, send } from '../../fixtures/server/http-client.ts';
import { LogWatch, startHttp } from '../../fixtures/server/peers.ts';

let server: HttpServer;
afterEach(() => server.close());

let nowMs = 0;
const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
const start = (limits: HttpOptions['limits'], logs = new LogWatch()) =>
  startHttp(logs, { clock, limits: { ...limits } });

const ping = (headers: Record<string, string>) =>
  send(server.url, { body: { jsonrpc: '2.0', id: 9, method: 'ping' }, headers });

describe('2025 sessions', () => {
  it('end after the idle time and not before', async () => {
    server = await start({ sessionIdleMs: 60_000 });
    const session = await openSession(server.url);
    nowMs += 59_000;
    await server.sessions.sweep();
    expect((await ping(session)).status).toBe(200);
    nowMs += 59_000;
    await server.sessions.sweep();
    expect((await ping(session)).status).toBe(200);
    nowMs += 60_001;
    await server.sessions.sweep();
    expect((await ping(session)).status).toBe(404);
    expect(server.sessions.size).toBe(0);
  });

  it('make room by ending the one that was idle longest', async () => {
    server = await start({ sessions: 2 });
    const first = await openSession(server.url);
    nowMs += 10;
    const second = await openSession(server.url);
    nowMs += 10;
    expect((await ping(first)).status).toBe(200);
    nowMs += 10;
    const third = await openSession(server.url);
    expect(server.sessions.size).toBe(2);
    expect([(await ping(first)).status, (await ping(second)).status, (await ping(third)).status]).toEqual([
      200, 404, 200,
    ]);
  });

  it('refuse a new one with 503 while every one is in use', async () => {
    const logs = new LogWatch();
    server = await start({ sessions: 1 }, logs);
    const session = await openSession(server.url);
    const body = { jsonrpc: '2.0', id: 5, method: 'tools/call', params: { name: 'wait', arguments: { tag: 'busy' } } };
    const running = send(server.url, { body, headers: session }).catch(() => undefined);
    await logs.has('started busy');
    const refused = await send(server.url, { body: INITIALIZE });
    expect(refused.status).toBe(503);
    expect(refused.headers['retry-after']).toBe('30');
    await send(server.url, { method: 'DELETE', headers: session });
    await running;
    await logs.has('aborted busy');
  });

  it('are unguessable and end with DELETE', async () => {
    server = await start({});
    const session = await openSession(server.url);
    expect(session['mcp-session-id']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect((await send(server.url, { method: 'DELETE', headers: session })).status).toBe(200);
    expect((await ping(session)).status).toBe(404);
  });

  it('need an id for everything but initialize', async () => {
    server = await start({});
    expect((await ping({})).status).toBe(400);
    expect((await ping({ 'mcp-session-id': crypto.randomUUID() })).status).toBe(404);
  });
});

describe('two clients that use the same request ids', () => {
  it('each get their own answers', async () => {
    server = await start({});
    const [alice, bob] = [await openSession(server.url), await openSession(server.url)];
    const call = async (who: string, id: number, headers: Record<string, string> | undefined) => {
      const message = `${who}-${id}`;
      const sent =
        headers === undefined
          ? modern(id, 'tools/call', echoCall(message))
          : { body: { jsonrpc: '2.0', id, method: 'tools/call', params: echoCall(message) }, headers };
      const answer = await send(server.url, sent);
      return (
        answer.text.includes(`"${message}"`) &&
        !/(?:alice|bob|carol|dave)-\d+/.exec(answer.text.replaceAll(message, ''))
      );
    };
    const ids = Array.from({ length: 100 }, (_, id) => id);
    const results = await Promise.all(
      ids.flatMap((id) => [
        call('alice', id, alice),
        call('bob', id, bob),
        call('carol', id, undefined),
        call('dave', id, undefined),
      ]),
    );
    expect(results).toHaveLength(400);
    expect(results.every(Boolean)).toBe(true);
  });
});

describe('leaving', () => {
  it('cancels a 2026 call when its stream is closed', async () => {
    const logs = new LogWatch();
    server = await start({}, logs);
    const { body, headers } = modern(1, 'tools/call', { name: 'wait', arguments: { tag: 'left' } });
    const options = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    };
    const outgoing = request(server.url, options);
    outgoing.on('error', () => {});
    outgoing.end(JSON.stringify(body));
    await logs.has('started left');
    const left = performance.now();
    outgoing.destroy();
    await logs.has('aborted left');
    expect(performance.now() - left).toBeLessThan(5_000);
  });

  it('lets a 2025 client fetch after a reconnect what it missed', async () => {
    server = await start({});
    const session = await openSession(server.url);
    const params = { name: 'count', arguments: { to: 60 }, _meta: { progressToken: 'p' } };
    const answer = await send(server.url, {
      body: { jsonrpc: '2.0', id: 3, method: 'tools/call', params },
      headers: session,
    });
    const [first] = /^id: (.+)$/m.exec(answer.text)?.slice(1) ?? [];
    const missed = await send(server.url, { method: 'GET', headers: { ...session, 'last-event-id': String(first) } });
    expect(missed.message?.result).toMatchObject({ structuredContent: { counted: 60 } });
    const forged = await send(server.url, { method: 'GET', headers: { ...session, 'last-event-id': 'nothing_1' } });
    expect(forged.status).toBe(400);
  });
});

describe('closing the server', () => {
  it('lets a running call finish, then refuses connections', async () => {
    const logs = new LogWatch();
    server = await start({ drainMs: 5000 }, logs);
    const running = send(server.url, modern(1, 'tools/call', { name: 'wait', arguments: { ms: 150, tag: 'short' } }));
    await logs.has('started short');
    await server.close();
    expect((await running).message?.result).toMatchObject({ structuredContent: { waited: 150 } });
    await expect(send(server.url)).rejects.toThrow('ECONNREFUSED');
  });

  it('cancels what is still running after the limit', async () => {
    const logs = new LogWatch();
    server = await start({ drainMs: 50 }, logs);
    const running = send(server.url, modern(1, 'tools/call', { name: 'wait', arguments: { tag: 'long' } })).catch(
      () => undefined,
    );
    await logs.has('started long');
    await server.close();
    await logs.has('aborted long');
    await running;
  });
});
