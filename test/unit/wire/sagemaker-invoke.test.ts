import { afterEach, describe, expect, it } from 'vitest';
import sagemaker from '../../../src/providers/sagemaker.ts';
import { sagemakerInvoke } from '../../../src/wire/sagemaker-invoke/sagemaker-invoke.ts';
import { eventFrame, exceptionFrame } from '../../event-frames.ts';
import { type Script, startUpstream, type Upstream } from '../../upstream.ts';
import { failureOf } from '../http/harness.ts';
import { chatOver } from './clouds-harness.ts';
import { user } from './harness.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const FRAMES = { 'content-type': 'application/vnd.amazon.eventstream' };
const { settings, headers } = sagemaker;

async function over(script: Script, variables: Readonly<Record<string, string>> = {}) {
  upstream = await startUpstream(script);
  const all = { SAGEMAKER_ENDPOINT: 'my-endpoint', ...variables };
  return chatOver(upstream.url, sagemakerInvoke(), { settings, headers, variables: all });
}

const completion = {
  choices: [{ index: 0, message: { role: 'assistant', content: 'grüß dich' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
};
const chunk = (delta: object, finish: string | null = null) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
});
const sse = [
  ...[chunk({ content: 'grüß' }), chunk({ content: ' dich' }), chunk({}, 'stop')].map(
    (event) => `data: ${JSON.stringify(event)}\n\n`,
  ),
  'data: [DONE]\n\n',
].join('');

/** A container's own bytes as SageMaker wraps them, each frame as long as wanted. */
const wrapped = (text: string, size: number): Buffer => {
  const bytes = Buffer.from(text);
  const count = Math.ceil(bytes.length / size);
  return Buffer.concat(
    Array.from({ length: count }, (_, index) =>
      eventFrame('PayloadPart', bytes.subarray(index * size, (index + 1) * size)),
    ),
  );
};

describe('a SageMaker endpoint', () => {
  it('is named by the setting or by the model, and gets a chat completion without a model', async () => {
    const { ask } = await over({ chunks: [JSON.stringify(completion)] }, { SAGEMAKER_INFERENCE_COMPONENT: 'part-1' });
    const result = await ask({ model: 'default', maxTokens: 9 });
    await ask({ model: 'other endpoint' });
    expect(result).toMatchObject({ text: 'grüß dich', finishReason: 'stop', usage: { input: 3, output: 2 } });
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      '/endpoints/my-endpoint/invocations',
      '/endpoints/other%20endpoint/invocations',
    ]);
    expect(upstream.requests[0]?.body).toEqual({ messages: [{ role: 'user', content: 'hello' }], max_tokens: 9 });
    expect(upstream.requests[0]?.headers['x-amzn-sagemaker-inference-component']).toBe('part-1');
  });

  it.each([1, 2, 7, 40, 10_000])('streams events that lie in frames of %i bytes', async (size) => {
    const { ask, events } = await over({ headers: FRAMES, chunks: [wrapped(sse, size)] });
    expect(await ask({}, { stream: true })).toMatchObject({ text: 'grüß dich', finishReason: 'stop' });
    expect(upstream.requests[0]).toMatchObject({
      url: '/endpoints/model-1/invocations-response-stream',
      body: { stream: true },
    });
    expect(events.filter(({ type }) => type === 'text-delta')).toHaveLength(2);
  });

  it.each([3, 10_000])('streams lines of JSON in frames of %i bytes', async (size) => {
    const lines = [
      { token: { text: 'grüß' } },
      { token: { text: ' dich' } },
      {
        token: { text: '</s>', special: true },
        generated_text: 'grüß dich',
        details: { finish_reason: 'length', generated_tokens: 3 },
      },
    ];
    const { ask } = await over({
      headers: FRAMES,
      chunks: [wrapped(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), size)],
    });
    expect(await ask({}, { stream: true })).toMatchObject({
      text: 'grüß dich',
      finishReason: 'length',
      usage: { output: 3 },
    });
  });

  it('answers whole although a stream was asked for', async () => {
    const { ask } = await over({ headers: FRAMES, chunks: [wrapped(JSON.stringify(completion), 11)] });
    expect(await ask({}, { stream: true })).toMatchObject({ text: 'grüß dich' });
  });

  it('takes one text where the container wants it, and leaves its echo out', async () => {
    const echoed = [{ generated_text: 'User: a\n\nAssistant: b\n\nUser: c\n\nAssistant: d' }];
    const { ask } = await over({ chunks: [JSON.stringify(echoed)] }, { SAGEMAKER_PAYLOAD: 'inputs' });
    const assistant = { role: 'assistant' as const, parts: [{ type: 'text' as const, text: 'b' }] };
    const result = await ask({ messages: [user('a'), assistant, user('c')], temperature: 0.5 });
    expect(result.text).toBe('d');
    expect(upstream.requests[0]?.body).toEqual({
      inputs: 'User: a\n\nAssistant: b\n\nUser: c\n\nAssistant:',
      parameters: { temperature: 0.5, return_full_text: false },
    });
    const tools = [{ name: 'f', parameters: {} }];
    expect(await failureOf(() => ask({ tools }))).toMatchObject({ code: 'unsupported' });
  });

  it.each([
    ['inside a frame', (whole: Buffer) => whole.subarray(0, whole.length - 5), 'bad_response'],
    ['between frames', (whole: Buffer) => wrapped(sse.slice(0, 60), whole.length), 'bad_response'],
    ['without a frame', () => Buffer.alloc(0), 'bad_response'],
    [
      'by an exception',
      () => Buffer.concat([wrapped(sse.slice(0, 60), 9), exceptionFrame('ModelStreamError', 'lost')]),
      'overloaded',
    ],
  ])('is an error when it is cut %s', async (_where, cut, code) => {
    const { ask } = await over({ headers: FRAMES, chunks: [cut(wrapped(sse, 10_000))] });
    expect(await failureOf(() => ask({}, { stream: true }))).toMatchObject({ code });
  });

  it.each([
    [500, 'overloaded'],
    [400, 'bad_request'],
  ])("tells a container's own status %i", async (status, code) => {
    const body = {
      ErrorCode: 'CLIENT_ERROR_FROM_MODEL',
      Message: 'Received error',
      OriginalStatusCode: status,
      OriginalMessage: 'too long',
    };
    const { ask } = await over({
      status: 424,
      headers: { 'x-amzn-errortype': 'ModelError' },
      chunks: [JSON.stringify(body)],
    });
    expect(await failureOf(() => ask())).toMatchObject({ code, message: expect.stringContaining('too long') });
  });
});
