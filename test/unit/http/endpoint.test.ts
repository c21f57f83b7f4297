import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { bearer, header, optionalBearer } from '../../../src/core/auth.ts';
import { ProviderError } from '../../../src/core/errors.ts';
import { silentLog } from '../../../src/core/log.ts';
import { baseUrlOf } from '../../../src/http/base-url.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { type Handler, type Script, startUpstream, type Upstream } from '../../upstream.ts';
import { anySignal, endpointFor, failureOf, get } from './harness.ts';

let upstream: Upstream | undefined;
const serve = async (next: Handler | Script): Promise<Upstream> => {
  upstream = await startUpstream(next);
  return upstream;
};
const variable = (name: string): string => ['$', '{', name, '}'].join('');
const json = (body: unknown, more: Partial<Script> = {}): Script => ({
  headers: { 'content-type': 'application/json' },
  chunks: [JSON.stringify(body)],
  ...more,
});

afterEach(async () => {
  await upstream?.close();
});
afterAll(closeTransports);

describe('endpoint: the request', () => {
  it('keeps the path prefix of the operator’s base URL', async () => {
    const { url, requests } = await serve(json({}));
    await (await endpointFor(`${url}/proxy/v1/`).send('/chat', { a: 1 }, get())).json();
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/proxy/v1/chat', body: { a: 1 } });
  });

  it('sends a bearer key, a named header, and nothing for an optional key that is not set', async () => {
    const { url, requests } = await serve(json({}));
    const keys = { ACME_KEY: ' key-of-acme-123\n' };
    await endpointFor(url, { auth: bearer('OTHER', 'ACME_KEY'), keys }).send('/a', undefined, get());
    await endpointFor(url, { auth: header('X-Api-Key', 'ACME_KEY'), keys }).send('/b', undefined, get());
    await endpointFor(url, { auth: optionalBearer('NONE') }).send('/c', undefined, get());
    expect(requests[0]?.headers.authorization).toBe('Bearer key-of-acme-123');
    expect(requests[1]?.headers['x-api-key']).toBe('key-of-acme-123');
    expect(requests[2]?.headers.authorization).toBeUndefined();
  });

  it('names the first variable when the key is missing', async () => {
    const failure = await failureOf(() =>
      endpointFor('http://127.0.0.1:1', { auth: bearer('ACME_API_KEY', 'ACME') }).send('/a', {}, get()),
    );
    expect(failure).toMatchObject({ code: 'not_configured', processed: false });
    expect(failure.message).toContain('ACME_API_KEY');
  });

  it('fills row headers from variables and leaves out those that are unset', async () => {
    const { url, requests } = await serve(json({}));
    const endpoint = createEndpoint({
      definition: {
        id: 'acme',
        name: 'Acme',
        baseUrl: { global: url },
        auth: optionalBearer('X'),
        headers: { 'Acme-Org': variable('ACME_ORG'), 'Acme-Project': variable('ACME_PROJECT'), 'Acme-Version': '2' },
      },
      config: {
        providers: {},
        secret: () => undefined,
        variable: (name) => (name === 'ACME_ORG' ? 'org-1' : undefined),
      },
      log: silentLog,
    });
    await endpoint.send('/a', undefined, get());
    expect(requests[0]?.headers).toMatchObject({ 'acme-org': 'org-1', 'acme-version': '2' });
    expect(requests[0]?.headers['acme-project']).toBeUndefined();
  });

  it('chooses the base URL by region and refuses an unknown one', () => {
    const definition = { id: 'acme', name: 'Acme', baseUrl: { global: 'https://a.test', eu: 'https://eu.a.test' } };
    expect(baseUrlOf(definition, { providers: {}, variable: () => undefined })).toBe('https://a.test');
    expect(baseUrlOf(definition, { providers: { acme: { region: 'eu' } }, variable: () => undefined })).toBe(
      'https://eu.a.test',
    );
    expect(() => baseUrlOf(definition, { providers: { acme: { region: 'mars' } }, variable: () => undefined })).toThrow(
      ProviderError,
    );
  });

  it('asks the base URL itself where the path is empty', async () => {
    const { url, requests } = await serve(json({}));
    await endpointFor(`${url}/v1/`).send('', {}, get());
    await endpointFor(url).send('', {}, get());
    expect(requests.map((request) => request.url)).toEqual(['/v1', '/']);
  });

  it.each(['/../admin', '/%2e%2e/admin', '@evil.test/x', '.evil.test/x', '1', '/../v1x', '/..'])(
    'refuses the path %s, which leaves the base URL',
    async (path) => {
      const { url, requests } = await serve(json({}));
      const failure = await failureOf(() => endpointFor(`${url}/v1`).send(path, {}, get()));
      expect(failure.code).toBe('invalid_input');
      expect(requests).toHaveLength(0);
    },
  );

  it.each(['a\r\nX-Evil: 1', 'a\nb', 'a\0b', 'a\u010ab', 'a\u010db'])(
    'refuses a header value with control or wide characters (%j)',
    async (value) => {
      const { url, requests } = await serve(json({}));
      const failure = await failureOf(() => endpointFor(url, { headers: { 'x-note': value } }).send('/a', {}, get()));
      expect(failure.code).toBe('invalid_input');
      expect(failure.message).not.toContain(value);
      expect(requests).toHaveLength(0);
    },
  );
});

describe('endpoint: the answer', () => {
  it.each([
    ['application/json', '{"a":1}', 'json'],
    ['text/event-stream', '{"a":1}', 'json'],
    ['application/json', 'data: {"a":1}\n\n', 'sse'],
    ['text/plain', ': ping\n\ndata: 1\n\n', 'sse'],
    ['', 'event: x\ndata: 1\n\n', 'sse'],
    ['application/octet-stream', '{\n "a": 1\n}', 'json'],
    ['', '{"a":1}\n', 'json'],
    ['application/json', '{"a":1}\n{"a":2}\n', 'ndjson'],
    ['application/x-ndjson', '{"a":1}\n', 'ndjson'],
    ['text/plain', '[1,\n2]', 'json'],
    ['audio/mpeg', 'data: no', 'bytes'],
  ])('with type %j and body %j is framed as %s', async (type, body, framing) => {
    const { url } = await serve({ headers: type === '' ? {} : { 'content-type': type }, chunks: [body] });
    const answer = await endpointFor(url).send('/a', {}, get());
    expect(answer.framing).toBe(framing);
    expect((await answer.bytes()).toString()).toBe(body);
  });

  it('finds the framing when the first bytes come one by one', async () => {
    const { url } = await serve({ chunks: [...'data: {"a":1}\n\n'] });
    const answer = await endpointFor(url).send('/a', {}, get());
    const events = await Array.fromAsync(answer.events());
    expect(events).toEqual([{ event: undefined, data: '{"a":1}' }]);
  });

  it.each([
    ['an empty body', ''],
    ['markup', '<html>busy</html>'],
    ['text', 'hello'],
    ['cut JSON', '{"a":'],
  ])('calls %s a bad response', async (_what, body) => {
    const { url } = await serve({ headers: { 'content-type': 'application/json' }, chunks: [body] });
    const failure = await failureOf(async () => (await endpointFor(url).send('/a', {}, get())).json());
    expect(failure.code).toBe('bad_response');
    expect(failure.message).not.toContain('<');
  });

  it('decodes gzip, and bounds what it inflates to', async () => {
    const packed = gzipSync(JSON.stringify({ text: 'x'.repeat(1_000_000) }));
    const { url } = await serve({
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      chunks: [packed],
    });
    expect(await (await endpointFor(url).send('/a', {}, get())).json()).toHaveProperty('text');
    const bounded = endpointFor(url, { maxAnswerBytes: 10_000 });
    expect(await failureOf(async () => (await bounded.send('/a', {}, get())).json())).toMatchObject({
      code: 'bad_response',
    });
  });

  it('calls a cut gzip body and an unknown encoding bad responses', async () => {
    const packed = gzipSync(JSON.stringify({ text: 'hello' }));
    const { url, serve: next } = await serve({
      headers: { 'content-encoding': 'gzip' },
      chunks: [packed.subarray(0, -9)],
    });
    const read = async () => (await endpointFor(url).send('/a', {}, get())).json();
    expect(await failureOf(read)).toMatchObject({ code: 'bad_response' });
    next({ headers: { 'content-encoding': 'zstd-x' }, chunks: ['{}'] });
    expect(await failureOf(read)).toMatchObject({ code: 'bad_response' });
  });

  it('does not follow a redirect', async () => {
    const canary = await startUpstream(json({}));
    const { url } = await serve({ status: 307, headers: { location: `${canary.url}/steal` }, chunks: [] });
    const endpoint = endpointFor(url, { auth: bearer('K'), keys: { K: 'key-of-acme-123' } });
    expect(await failureOf(() => endpoint.send('/a', {}, get()))).toMatchObject({ code: 'bad_response', status: 307 });
    expect(canary.requests).toHaveLength(0);
    await canary.close();
  });

  it('leaves Object.prototype alone when an answer names __proto__', async () => {
    const { url } = await serve({
      headers: { 'content-type': 'application/json', __proto__x: '1' },
      chunks: ['{"__proto__":{"polluted":1}}'],
    });
    await (await endpointFor(url).send('/a', {}, get())).json();
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});

describe('endpoint: failures of the connection', () => {
  it('says that a refused connection did no work', async () => {
    const { url, close } = await serve(json({}));
    await close();
    expect(await failureOf(() => endpointFor(url).send('/a', {}, get()))).toMatchObject({
      code: 'network',
      processed: false,
    });
  });

  it('calls a connection that is cut in the middle of a body a network error', async () => {
    const { url } = await serve(json({}, { chunks: ['{"a":'], ending: 'cut' }));
    const failure = await failureOf(async () => (await endpointFor(url).send('/a', {}, get())).json());
    expect(failure).toMatchObject({ code: 'network', processed: true });
  });

  it('calls a connection that closes before an answer a network error that may have been processed', async () => {
    const { url } = await serve((_request, response) => {
      response.destroy();
    });
    expect(await failureOf(() => endpointFor(url).send('/a', {}, get()))).toMatchObject({
      code: 'network',
      processed: true,
    });
  });

  it('gives up on a head that never comes, and on a body that falls silent', async () => {
    const { url, serve: next } = await serve(() => {});
    const endpoint = endpointFor(url, { timeouts: { firstByteMs: 60, idleMs: 60 } });
    expect(await failureOf(() => endpoint.send('/a', {}, get()))).toMatchObject({ code: 'timeout' });
    next(json({}, { chunks: ['{"a":'], ending: 'hang' }));
    expect(await failureOf(async () => (await endpoint.send('/a', {}, get())).json())).toMatchObject({
      code: 'timeout',
    });
  });

  it('drops the upstream socket at once when the caller aborts', async () => {
    const { url, clientGone } = await serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: ['data: 1\n\n'],
      ending: 'hang',
    });
    const controller = new AbortController();
    const answer = await endpointFor(url).send('/a', {}, { signal: controller.signal });
    const started = performance.now();
    const failure = await failureOf(async () => {
      for await (const _ of answer.events()) controller.abort();
    });
    await clientGone;
    expect(failure.code).toBe('cancelled');
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  it('tells the reason of an abort that is an error itself', async () => {
    const { url } = await serve(() => {});
    const controller = new AbortController();
    const sending = failureOf(() => endpointFor(url).send('/a', {}, { signal: controller.signal }));
    controller.abort(new ProviderError('timeout'));
    expect((await sending).code).toBe('timeout');
  });

  it('uses a connection again after a stream was left at its terminal event', async () => {
    const sockets = new Set<unknown>();
    const { url } = await serve((_request, response, raw) => {
      sockets.add(raw.socket);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end('data: 1\n\ndata: [DONE]\n\n');
    });
    const endpoint = endpointFor(url);
    for (let turn = 0; turn < 2; turn += 1) {
      const answer = await endpoint.send('/a', {}, { signal: anySignal() });
      for await (const { data } of answer.events()) if (data === '[DONE]') break;
      for (let turns = 0; turns < 5; turns += 1) await new Promise(setImmediate);
    }
    expect(sockets.size).toBe(1);
  });
});

describe('endpoint: an answer that does not end', () => {
  it('is told by its status alone when it is an error whose body never ends', async () => {
    const { url } = await serve({ status: 400, chunks: ['{"error":{"message":"half'], ending: 'hang' });
    const failure = await failureOf(() =>
      endpointFor(url, { timeouts: { failureMs: 20 } }).send('/chat', { a: 1 }, get()),
    );
    expect(failure).toMatchObject({ code: 'bad_request', status: 400 });
  });

  it('says that the answer had begun when its body is cut', async () => {
    const { url } = await serve({ headers: { 'content-length': '5000' }, chunks: ['{"choices":'], ending: 'cut' });
    const failure = await failureOf(() => endpointFor(url).send('/chat', { a: 1 }, get()));
    expect(failure).toMatchObject({ code: 'network', status: 200, processed: true });
  });
});
