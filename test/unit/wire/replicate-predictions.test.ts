import { afterEach, describe, expect, it } from 'vitest';
import type { EngineHost } from '../../../src/core/provider.ts';
import { replicatePredictions } from '../../../src/wire/replicate-predictions/replicate-predictions.ts';
import { type Handler, type RecordedRequest, startUpstream, type Upstream } from '../../upstream.ts';
import { failureOf } from '../http/harness.ts';
import { chatOver } from './clouds-harness.ts';
import { system, user } from './harness.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const MODEL = 'meta/meta-llama-3-8b-instruct';
const prediction = (status: string, more: object = {}): object => ({
  id: 'p1',
  model: MODEL,
  status,
  output: null,
  error: null,
  urls: { get: 'https://api.replicate.com/v1/predictions/p1', stream: 'https://10.0.0.1/steal' },
  ...more,
});

/** Answers one after the other, the last again and again. */
const answers = (...bodies: readonly object[]): Handler => {
  let next = 0;
  return (_request, response) => {
    response.writeHead(next === 0 ? 201 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(bodies[Math.min(next, bodies.length - 1)]));
    next += 1;
  };
};

async function over(handler: Handler, wait: EngineHost['wait'] = async () => {}) {
  upstream = await startUpstream(handler);
  return chatOver(upstream.url, replicatePredictions(), { wait, namedHosts: ['replicate.com'] });
}
const asked = (): readonly string[] => upstream.requests.map(({ method, url }: RecordedRequest) => `${method} ${url}`);

describe('a prediction on Replicate', () => {
  it('is asked for with the usual fields, held open, and polled below our own base URL', async () => {
    const waits: number[] = [];
    const metrics = { input_token_count: 7, output_token_count: 3, predict_time: 1 };
    const { ask } = await over(
      answers(
        prediction('starting'),
        prediction('processing', { output: ['par'] }),
        prediction('succeeded', { output: ['par', 'is'], metrics }),
      ),
      async (ms) => void waits.push(ms),
    );
    const result = await ask({ model: MODEL, messages: [system('s'), user('where?')], maxTokens: 5, temperature: 0.5 });
    expect(result).toMatchObject({ text: 'paris', finishReason: 'stop', model: MODEL, usage: { input: 7, output: 3 } });
    expect(asked()).toEqual([`POST /models/${MODEL}/predictions`, 'GET /predictions/p1', 'GET /predictions/p1']);
    expect(upstream.requests[0]).toMatchObject({
      headers: { prefer: 'wait=60' },
      body: { input: { prompt: 'where?', system_prompt: 's', max_tokens: 5, temperature: 0.5 } },
    });
    expect(waits).toEqual([500, 750]);
  });

  it('is complete when it was held until its output came, although still processing', async () => {
    const { ask } = await over((_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'preference-applied': 'wait=60' });
      response.end(JSON.stringify(prediction('processing', { output: ['all', ' here', ''] })));
    });
    expect(await ask({ model: MODEL })).toMatchObject({ text: 'all here' });
    expect(asked()).toHaveLength(1);
  });

  it('of a pinned version goes to its own path', async () => {
    const { ask } = await over(answers(prediction('succeeded', { output: 'one text' })));
    expect(await ask({ model: 'a/b:0123456789abcdef' })).toMatchObject({ text: 'one text' });
    expect(upstream.requests[0]).toMatchObject({ url: '/predictions', body: { version: '0123456789abcdef' } });
  });

  it.each(['llama', 'a/b/c', '../predictions', 'a/..'])('of %s is refused before anything is sent', async (model) => {
    const { ask } = await over(answers(prediction('succeeded')));
    expect(await failureOf(() => ask({ model }))).toMatchObject({ code: 'invalid_input' });
    expect(asked()).toEqual([]);
  });

  it.each([
    ['failed', { error: 'CUDA out of memory' }, 'overloaded', 'CUDA'],
    ['canceled', {}, 'overloaded', 'canceled'],
    ['succeeded', { output: { image: 'x' } }, 'bad_response', 'something else than text'],
  ])('that %s with %j is an error', async (status, more, code, words) => {
    const { ask } = await over(answers(prediction('starting'), prediction(status, more)));
    const failure = await failureOf(() => ask({ model: MODEL }));
    expect(failure).toMatchObject({ code, processed: true, message: expect.stringContaining(words) });
  });

  it('is cancelled there when the caller leaves here', async () => {
    const controller = new AbortController();
    const cancelled = Promise.withResolvers<void>();
    const { ask } = await over(
      (request, response) => {
        if (request.url.endsWith('/cancel')) cancelled.resolve();
        response.end(JSON.stringify(prediction('processing')));
      },
      async (_ms, signal) => {
        controller.abort();
        signal?.throwIfAborted();
      },
    );
    await expect(ask({ model: MODEL }, { signal: controller.signal })).rejects.toThrow();
    await cancelled.promise;
    expect(asked().at(-1)).toBe('POST /predictions/p1/cancel');
  });

  it('is given up and cancelled when it never ends', async () => {
    const { ask } = await over(answers(prediction('processing')));
    expect(await failureOf(() => ask({ model: MODEL }))).toMatchObject({ code: 'timeout' });
    expect(asked().at(-1)).toBe('POST /predictions/p1/cancel');
  });
});

describe('the output stream of a prediction', () => {
  const streaming =
    (events: string, end: object = prediction('succeeded', { output: ['polled'] })): Handler =>
    (request, response) => {
      const stream = `${upstream.url}/elsewhere/s1`;
      if (request.url === '/elsewhere/s1') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.end(events);
      } else if (request.method === 'POST') response.end(JSON.stringify(prediction('starting', { urls: { stream } })));
      else response.end(JSON.stringify(end));
    };
  const output =
    ': hi\n\nevent: output\nid: 1\ndata: line\ndata: two\n\nevent: output\ndata:  end\n\nevent: logs\ndata: x\n\n';

  it('gives its pieces as they come, line breaks included', async () => {
    const { ask, events } = await over(streaming(`${output}event: done\ndata: {}\n\n:408: Request Timeout\n`));
    expect(await ask({ model: MODEL }, { stream: true })).toMatchObject({
      text: 'line\ntwo end',
      finishReason: 'stop',
    });
    expect(events.map(({ type }) => type)).toEqual(['text-delta', 'text-delta', 'done']);
    expect(upstream.requests[0]?.headers.prefer).toBeUndefined();
  });

  it.each([
    ['that ends without done', output, 'bad_response'],
    ['with an error', `${output}event: error\ndata: {"detail":"out of memory"}\n\n`, 'overloaded'],
    ['that was cancelled', `${output}event: done\ndata: {"reason":"canceled"}\n\n`, 'overloaded'],
  ])('%s is an error', async (_what, events, code) => {
    const { ask } = await over(streaming(events));
    expect(await failureOf(() => ask({ model: MODEL }, { stream: true }))).toMatchObject({ code, processed: true });
  });

  it('is never fetched from an address that is not the vendor’s: the prediction is polled', async () => {
    const { ask } = await over(answers(prediction('starting'), prediction('succeeded', { output: ['polled'] })));
    expect(await ask({ model: MODEL }, { stream: true })).toMatchObject({ text: 'polled' });
    expect(asked()).toEqual([`POST /models/${MODEL}/predictions`, 'GET /predictions/p1']);
  });
});
