import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bearer, header } from '../../../src/core/auth.ts';
import type { ConnectOptions } from '../../../src/core/endpoint.ts';
import type { SocketEnd } from '../../../src/core/socket.ts';
import { closeSockets } from '../../../src/http/socket-transport.ts';
import { type SocketUpstream, startSocketUpstream } from '../../socket-upstream.ts';
import { anySignal, endpointFor, failureOf } from './harness.ts';

const KEY = 'key-of-acme-0123456789';
const keys = { ACME_KEY: KEY };
let upstream: SocketUpstream;
beforeAll(async () => {
  upstream = await startSocketUpstream(() => {});
});
afterEach(() => {
  upstream.serve(() => {});
  upstream.refuse(undefined);
  upstream.visits.length = 0;
});
afterAll(async () => {
  closeSockets();
  await upstream.close();
});

/** Handlers that collect, with the end as a promise. */
function collecting(more: Partial<ConnectOptions> = {}) {
  const messages: (string | Uint8Array)[] = [];
  const end = Promise.withResolvers<SocketEnd>();
  const arrived = Promise.withResolvers<void>();
  const options: ConnectOptions = {
    signal: anySignal(),
    onMessage: (data) => {
      messages.push(data);
      arrived.resolve();
    },
    onEnd: end.resolve,
    ...more,
  };
  return { options, messages, end: end.promise, arrived: arrived.promise };
}

describe('a WebSocket to a provider', () => {
  it('opens below the base URL with the key in a header and the query of the request', async () => {
    const { options } = collecting({ query: { model: 'm-1' }, headers: { 'X-Version': '2' } });
    const endpoint = endpointFor(`${upstream.url}/v1`, { auth: bearer('ACME_KEY'), keys });
    (await endpoint.connect('/realtime', options)).close();
    const { url, headers } = await upstream.visit(0);
    expect(url).toBe('/v1/realtime?model=m-1');
    expect(headers).toMatchObject({ authorization: `Bearer ${KEY}`, 'x-version': '2' });
  });

  it('opens at the operator’s WebSocket address where there is one', async () => {
    const { options } = collecting();
    const wsUrl = `${upstream.url.replace('http', 'ws')}/live`;
    (await endpointFor('http://127.0.0.1:1/v1', { wsUrl }).connect('/realtime', options)).close();
    expect((await upstream.visit(0)).url).toBe('/live/realtime');
  });

  it('takes a whole address for what it is, and none to add for none', async () => {
    const first = collecting();
    (await endpointFor(`${upstream.url}/v1/realtime`).connect('/realtime', first.options)).close();
    expect((await upstream.visit(0)).url).toBe('/v1/realtime');
    const second = collecting({ query: { model: 'm' } });
    (await endpointFor(`${upstream.url}/voice`).connect('', second.options)).close();
    expect((await upstream.visit(1)).url).toBe('/voice?model=m');
  });

  it('carries text and bytes both ways', async () => {
    upstream.serve(({ socket }) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary })));
    const { options, messages, end } = collecting({
      onMessage: (data) => {
        messages.push(data);
        if (messages.length === 2) socket.close();
      },
    });
    const socket = await endpointFor(upstream.url).connect('/', options);
    socket.send('{"a":1}');
    socket.send(new Uint8Array([1, 2, 255]));
    expect(await end).toEqual({ code: 1000, reason: '' });
    expect(messages).toEqual(['{"a":1}', Buffer.from([1, 2, 255])]);
  });

  it('keeps the key out of what the provider says', async () => {
    upstream.serve(({ socket }) => {
      socket.send(`{"echo":"${KEY}"}`);
      socket.close(4001, `bad ${KEY}`);
    });
    const { options, messages, end } = collecting();
    await endpointFor(upstream.url, { auth: header('x-key', 'ACME_KEY'), keys }).connect('/', options);
    const { error } = await end;
    expect(messages).toEqual(['{"echo":"[redacted]"}']);
    expect(error).toMatchObject({ code: 'bad_response', message: 'acme closed the connection (4001): bad [redacted]' });
  });

  it.each([
    [401, 'auth_rejected'],
    [429, 'rate_limited'],
    [503, 'overloaded'],
  ])('reads a handshake answered with %i as %s', async (status, code) => {
    upstream.refuse({ status, body: '{"error":{"message":"not now"}}' });
    const { options } = collecting();
    const failure = await failureOf(() => endpointFor(upstream.url).connect('/', options));
    expect(failure).toMatchObject({ code, status });
    expect(failure.message).toContain('not now');
  });

  it('is a network error where nobody listens', async () => {
    const failure = await failureOf(() => endpointFor('http://127.0.0.1:1').connect('/', collecting().options));
    expect(failure).toMatchObject({ code: 'network', processed: false });
  });

  it('is a network error, not a quiet end, when the connection is cut', async () => {
    upstream.serve(({ socket }) => socket.terminate());
    const { options, end } = collecting();
    await endpointFor(upstream.url).connect('/', options);
    expect((await end).error).toMatchObject({ code: 'network', provider: 'acme' });
  });

  it('ends at once when the caller leaves', async () => {
    const caller = new AbortController();
    const { options, end } = collecting({ signal: caller.signal });
    await endpointFor(upstream.url).connect('/', options);
    caller.abort();
    expect((await end).error).toMatchObject({ code: 'cancelled' });
  });

  it('never opens for a caller who has left', async () => {
    const { options } = collecting({ signal: AbortSignal.abort() });
    const failure = await failureOf(() => endpointFor(upstream.url).connect('/', options));
    expect(failure.code).toBe('cancelled');
    expect(upstream.visits).toHaveLength(0);
  });

  it('ends with 1000 although the other side never answers the goodbye', async () => {
    upstream.serve(({ socket }) => socket.pause());
    const { options, end } = collecting();
    (await endpointFor(upstream.url).connect('/', options)).close();
    closeSockets();
    expect(await end).not.toHaveProperty('error');
  });

  it('follows an address that an answer named on the base’s own origin only', async () => {
    const { options } = collecting({ isNamed: true });
    const named = `${upstream.url.replace('http', 'ws')}/session?token=abc`;
    (await endpointFor(upstream.url).connect(named, options)).close();
    expect((await upstream.visit(0)).url).toBe('/session?token=abc');
    const failure = await failureOf(() =>
      endpointFor(upstream.url).connect('wss://evil.test/x', collecting({ isNamed: true }).options),
    );
    expect(failure.code).toBe('forbidden');
  });
});
