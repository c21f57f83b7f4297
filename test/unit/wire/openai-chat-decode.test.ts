import { describe, expect, it } from 'vitest';
import { decodeResponse } from '../../../src/wire/openai-chat/decode.ts';
import { decodeStream } from '../../../src/wire/openai-chat/stream.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse } from './harness.ts';

const context = { provider: 'acme', dialect: {} };
const chunk = (delta: object, finish: string | null = null, more: object = {}) => ({
  choices: [{ index: 0, delta, finish_reason: finish }],
  ...more,
});
const whole = (message: object, finish = 'stop', more: object = {}) => ({
  choices: [{ index: 0, message, finish_reason: finish }],
  ...more,
});
const streamed = (...data: readonly unknown[]) => collect(decodeStream(sse(...data), context));
const answered = (body: unknown) => collect(decodeResponse(body, context));
const call = (fields: object, called: object) => ({ tool_calls: [{ ...fields, function: called }] });

describe('finish reasons, streamed and whole alike', () => {
  it.each([
    ['stop', 'stop'],
    ['eos', 'stop'],
    ['end_turn', 'stop'],
    ['length', 'length'],
    ['model_length', 'length'],
    ['max_tokens', 'length'],
    ['tool_calls', 'tool_calls'],
    ['tool_use', 'tool_calls'],
    ['function_call', 'tool_calls'],
    ['content_filter', 'content_filter'],
    ['sensitive', 'content_filter'],
    ['abort', 'error'],
    ['network_error', 'error'],
    ['error', 'error'],
    ['insufficient_system_resource', 'error'],
    ['STOP', 'stop'],
    ['never heard of', 'stop'],
  ])('%s means %s', async (reason, expected) => {
    const message = { role: 'assistant', content: 'hi' };
    expect((await streamed(chunk(message), chunk({}, reason))).finishReason).toBe(expected);
    expect((await answered(whole(message, reason))).finishReason).toBe(expected);
  });

  it('a stop beside tool calls is tool_calls', async () => {
    const message = call({ id: 'a', index: 0 }, { name: 'f', arguments: '{}' });
    expect((await streamed(chunk(message), chunk({}, 'stop'))).finishReason).toBe('tool_calls');
    expect((await answered(whole(message, 'stop'))).finishReason).toBe('tool_calls');
  });

  it('a refusal is content_filter with the refusal as text', async () => {
    const expected = { finishReason: 'content_filter', text: 'I cannot.' };
    expect(
      await streamed(chunk({ content: '', refusal: 'I ' }), chunk({ refusal: 'cannot.' }), chunk({}, 'stop')),
    ).toMatchObject(expected);
    expect(await answered(whole({ content: null, refusal: 'I cannot.' }))).toMatchObject(expected);
  });
});

describe('tool call deltas', () => {
  const arrive = async (...deltas: readonly object[]) =>
    (await streamed(...deltas.map((delta) => chunk(delta)), chunk({}, 'tool_calls'))).toolCalls;
  const both = [
    { id: 'a', name: 'f', arguments: '{"x":1}' },
    { id: 'b', name: 'g', arguments: '{}' },
  ];
  it.each([
    [
      'by index, in pieces',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '{"x"' }),
        call({ index: 0 }, { arguments: ':1}' }),
        call({ index: 1, id: 'b' }, { name: 'g', arguments: '{}' }),
      ],
    ],
    [
      'mixed',
      [
        call({ index: 0, id: 'a' }, { name: 'f' }),
        call({ index: 1, id: 'b' }, { name: 'g' }),
        call({ index: 0 }, { arguments: '{"x":1}' }),
        call({ index: 1 }, { arguments: '{}' }),
      ],
    ],
    [
      'without index',
      [
        call({ id: 'a' }, { name: 'f', arguments: '{"x":' }),
        call({}, { arguments: '1}' }),
        call({ id: 'b' }, { name: 'g', arguments: '{}' }),
      ],
    ],
    [
      'without index, id repeated',
      [
        call({ id: 'a' }, { name: 'f', arguments: '{"x":' }),
        call({ id: 'a' }, { name: 'f', arguments: '1}' }),
        call({ id: 'b' }, { name: 'g', arguments: '{}' }),
      ],
    ],
    [
      'whole, all with index 0',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '{"x":1}' }),
        call({ index: 0, id: 'b' }, { name: 'g', arguments: '{}' }),
      ],
    ],
    [
      'with the name repeated and nulls',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: '{"x"' }),
        call({ index: 0, id: null }, { name: 'f', arguments: ':1}' }),
        call({ index: 1, id: 'b' }, { name: 'g', arguments: '' }),
      ],
    ],
    [
      'with arguments as an object',
      [
        call({ index: 0, id: 'a' }, { name: 'f', arguments: { x: 1 } }),
        call({ index: 1, id: 'b' }, { name: 'g', arguments: {} }),
      ],
    ],
  ])('are put together %s', async (_how, deltas) => {
    expect(await arrive(...deltas)).toEqual(both);
  });

  it('get an id of their own where the server sends none', async () => {
    const calls = await arrive(call({}, { name: 'f', arguments: '{}' }), call({}, { name: 'g', arguments: '{}' }));
    expect(calls.map(({ name }) => name)).toEqual(['f', 'g']);
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2);
  });

  it('whose JSON is cut are never passed on', async () => {
    const cut = chunk(call({ index: 0, id: 'a' }, { name: 'f', arguments: '{"x":' }));
    expect(await failureOf(() => streamed(cut, chunk({}, 'tool_calls')))).toMatchObject({ code: 'bad_response' });
    const short = await streamed(cut, chunk({}, 'length'));
    expect(short).toMatchObject({ toolCalls: [], finishReason: 'length' });
    expect(short.notes).toHaveLength(1);
  });
});

describe('reasoning', () => {
  it.each([
    ['reasoning_content', { reasoning_content: 'why' }],
    ['reasoning', { reasoning: 'why' }],
    ['both with the same text', { reasoning_content: 'why', reasoning: 'why' }],
    [
      'reasoning_details',
      {
        reasoning_details: [
          { type: 'reasoning.text', text: 'w', index: 0 },
          { type: 'reasoning.summary', summary: 'hy', index: 1 },
        ],
      },
    ],
    [
      'thinking chunks',
      {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'why' }] },
          { type: 'text', text: 'hi' },
        ],
      },
    ],
    [
      'reasoning chunks',
      {
        content: [
          { type: 'reasoning', summary: [{ type: 'summary_text', text: 'why' }] },
          { type: 'text', text: 'hi' },
        ],
      },
    ],
    ['<think> in text', { content: '<think>why</think>\n\nhi' }],
  ])('comes from %s', async (_where, fields) => {
    const message = { role: 'assistant', content: 'hi', ...fields };
    const expected = { text: 'hi', reasoning: 'why' };
    expect(await answered(whole(message))).toMatchObject(expected);
    expect(await streamed(chunk(message), chunk({}, 'stop'))).toMatchObject(expected);
  });

  it('is found in <think> wherever the deltas are cut', async () => {
    const text = '\n<think>a < b </ c</think>\n\nso <think> is a tag';
    for (let at = 0; at < text.length; at += 1) {
      const result = await streamed(
        chunk({ content: text.slice(0, at) }),
        chunk({ content: text.slice(at) }),
        chunk({}, 'stop'),
      );
      expect(result).toMatchObject({ text: 'so <think> is a tag', reasoning: 'a < b </ c' });
    }
    expect(await streamed(chunk({ content: 'a <think>b</think>' }), chunk({}, 'stop'))).toMatchObject({
      text: 'a <think>b</think>',
      reasoning: '',
    });
    expect(await streamed(chunk({ content: '<thi' }), chunk({}, 'stop'))).toMatchObject({ text: '<thi' });
    expect(await streamed(chunk({ content: '<think>on and on' }), chunk({}, 'length'))).toMatchObject({
      text: '',
      reasoning: 'on and on',
    });
  });

  it('goes back as it came: details merged by index, signatures kept', async () => {
    const detail = (text: string, more: object = {}) => ({
      reasoning: text,
      reasoning_details: [{ type: 'reasoning.text', text, index: 0, ...more }],
    });
    const { raw } = await streamed(
      chunk(detail('a')),
      chunk(detail('b', { signature: 'SIG' })),
      chunk(
        call(
          { index: 0, id: 'a', type: 'function', extra_content: { google: { thought_signature: 'TS' } } },
          { name: 'f', arguments: '{}' },
        ),
      ),
      chunk({}, 'tool_calls'),
    );
    expect(raw).toEqual({
      provider: 'acme',
      items: [
        {
          role: 'assistant',
          content: null,
          reasoning: 'ab',
          reasoning_details: [{ type: 'reasoning.text', text: 'ab', index: 0, signature: 'SIG' }],
          tool_calls: [
            {
              type: 'function',
              extra_content: { google: { thought_signature: 'TS' } },
              id: 'a',
              function: { name: 'f', arguments: '{}' },
            },
          ],
        },
      ],
    });
    const message = { role: 'assistant', content: 'x', odd: { kept: true } };
    expect((await answered(whole(message))).raw.items).toEqual([message]);
  });

  it("joins Databricks' pieces of reasoning under the signature that comes last", async () => {
    const thought = (text: string, signature: string) =>
      chunk({ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text, signature }] }] });
    const { reasoning, text, raw } = await streamed(
      thought('because ', ''),
      thought('it is', ''),
      thought('', 'SIG'),
      chunk({ content: [{ type: 'text', text: 'yes' }] }),
      chunk({}, 'stop'),
    );
    expect({ reasoning, text }).toEqual({ reasoning: 'because it is', text: 'yes' });
    const summary = [{ type: 'summary_text', text: 'because it is', signature: 'SIG' }];
    expect(raw.items).toMatchObject([
      {
        content: [
          { type: 'reasoning', summary },
          { type: 'text', text: 'yes' },
        ],
      },
    ]);
  });
});

describe('errors inside an answer of 200', () => {
  it.each([
    [{ error: { message: 'Rate limited', code: 429 } }, 'rate_limited'],
    [{ error: { message: 'No credit', code: 'insufficient_quota' } }, 'quota_exhausted'],
    [{ error: 'it broke' }, 'overloaded'],
    [{ object: 'error', message: 'bad', type: 'invalid_request_error' }, 'bad_request'],
    [{ choices: [{ index: 0, delta: {}, error: { message: 'overloaded', code: 503 } }] }, 'overloaded'],
    [{ errors: [{ code: 'rate_limit_exceeded', message: 'slow' }] }, 'rate_limited'],
    [{ base_resp: { status_code: 1008, status_msg: 'no balance' } }, 'quota_exhausted'],
    [{ detail: 'nope' }, 'overloaded'],
  ])('%j is %s', async (body, code) => {
    expect(await failureOf(() => answered(body))).toMatchObject({ code, provider: 'acme', processed: false });
    expect(await failureOf(() => streamed(body))).toMatchObject({ code, processed: false });
    expect(await failureOf(() => streamed(chunk({ content: 'part' }), body))).toMatchObject({ code, processed: true });
  });

  it('an event that is not JSON is an error, not a gap', async () => {
    expect(await failureOf(() => streamed(chunk({ content: 'a' }), '{"choices":[', chunk({}, 'stop')))).toMatchObject({
      code: 'bad_response',
    });
  });

  it('a stream without its end is an error', async () => {
    expect(await failureOf(() => streamed(chunk({ content: 'a' })))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => streamed())).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => answered({ choices: [] }))).toMatchObject({ code: 'bad_response' });
  });

  it('an end without a finish reason is a stop', async () => {
    expect(await streamed(chunk({ content: 'a' }), '[DONE]')).toMatchObject({ text: 'a', finishReason: 'stop' });
  });
});

describe('usage', () => {
  const usage = async (fields: object, more: object = {}) =>
    (await answered(whole({ content: 'x' }, 'stop', { usage: fields, ...more }))).usage;
  it('counts cache in the input and reasoning in the output, whatever the vendor does', async () => {
    expect(
      await usage({
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 3 },
      }),
    ).toEqual({ input: 10, cachedInput: 4, output: 5, reasoning: 3 });
    expect(
      await usage({
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 18,
        completion_tokens_details: { reasoning_tokens: 3 },
      }),
    ).toEqual({ input: 10, output: 8, reasoning: 3 });
    expect(await usage({ prompt_tokens: 10, completion_tokens: 5, prompt_cache_hit_tokens: 6 })).toEqual({
      input: 10,
      cachedInput: 6,
      output: 5,
    });
    expect(
      await usage({
        prompt_tokens: 3,
        completion_tokens: 5,
        cache_read_input_tokens: 40,
        cache_creation_input_tokens: 2,
      }),
    ).toEqual({ input: 45, cachedInput: 40, cacheWrite: 2, output: 5 });
  });

  it('is found in x_groq and in a last chunk without choices', async () => {
    const counts = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    expect((await streamed(chunk({ content: 'a' }, 'stop', { x_groq: { usage: counts } }))).usage).toEqual({
      input: 1,
      output: 2,
    });
    expect((await streamed(chunk({ content: 'a' }, 'stop'), { choices: [], usage: counts }, '[DONE]')).usage).toEqual({
      input: 1,
      output: 2,
    });
    expect((await streamed(chunk({ content: 'a' }, 'stop'))).usage).toEqual({});
  });

  it('states a cost only where the dialect says that the server does', async () => {
    const body = whole({ content: 'x' }, 'stop', {
      usage: { prompt_tokens: 1, completion_tokens: 1, cost: 0.0002525 },
    });
    expect((await answered(body)).costMicroUsd).toBeUndefined();
    expect(
      (await collect(decodeResponse(body, { provider: 'acme', dialect: { statesCost: true } }))).costMicroUsd,
    ).toBe(253);
  });
});
