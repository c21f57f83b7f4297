import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { encodeRequest as encodeTexts } from '../../../src/wire/cohere-embed.ts';
import { decodeResponse } from '../../../src/wire/cohere-v2/decode.ts';
import { encodeRequest } from '../../../src/wire/cohere-v2/encode.ts';
import { decodeStream } from '../../../src/wire/cohere-v2/stream.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse, system, user } from './harness.ts';

const streamed = (...data: readonly unknown[]) => collect(decodeStream(sse(...data), 'acme'));
const answered = (body: unknown) => collect(decodeResponse(body, 'acme'));
const said = (content: object, index = 0) => ({ type: 'content-delta', index, delta: { message: { content } } });
const end = (reason = 'COMPLETE', more: object = {}) => ({
  type: 'message-end',
  delta: { finish_reason: reason, ...more },
});
const callStart = (name: string, index = 0) => ({
  type: 'tool-call-start',
  index,
  delta: { message: { tool_calls: { id: `${name}_1`, type: 'function', function: { name, arguments: '' } } } },
});
const callDelta = (piece: string, index = 0) => ({
  type: 'tool-call-delta',
  index,
  delta: { message: { tool_calls: { function: { arguments: piece } } } },
});
const whole = (message: object, reason = 'COMPLETE', more: object = {}) => ({
  message: { role: 'assistant', ...message },
  finish_reason: reason,
  ...more,
});

describe('an answer of Cohere', () => {
  it.each([
    ['COMPLETE', 'stop'],
    ['STOP_SEQUENCE', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['TOOL_CALL', 'tool_calls'],
    ['ERROR_TOXIC', 'content_filter'],
    ['ERROR', 'error'],
    ['TIMEOUT', 'error'],
    ['NEVER_HEARD_OF', 'stop'],
  ])('that finishes with %s, streamed or whole, is %s', async (reason, expected) => {
    const content = [{ type: 'text', text: 'hi' }];
    expect((await answered(whole({ content }, reason))).finishReason).toBe(expected);
    expect((await streamed(said({ text: 'hi' }), end(reason))).finishReason).toBe(expected);
  });

  it('is the same streamed and whole, its plan and thoughts apart from the text', async () => {
    const tokens = { tokens: { input_tokens: 20, output_tokens: 9, reasoning_tokens: 4 }, cached_tokens: 5 };
    const message = {
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'text', text: 'hi' },
      ],
      tool_plan: 'I will add.',
      tool_calls: [{ id: 'add_1', type: 'function', function: { name: 'add', arguments: '{"a":1}' } }],
      citations: [{ start: 0, end: 2, text: 'hi', sources: [] }],
    };
    const one = await answered(whole(message, 'TOOL_CALL', { usage: tokens }));
    const other = await streamed(
      { type: 'message-start', id: 'x', delta: { message: { role: 'assistant', content: [], tool_plan: '' } } },
      { type: 'content-start', index: 0, delta: { message: { content: { type: 'thinking', thinking: '' } } } },
      said({ thinking: 'Hm' }),
      said({ thinking: '.' }),
      { type: 'content-start', index: 1, delta: { message: { content: { type: 'text', text: '' } } } },
      said({ text: 'hi' }, 1),
      { type: 'citation-start', index: 0, delta: { message: { citations: message.citations[0] } } },
      { type: 'tool-plan-delta', delta: { message: { tool_plan: 'I will add.' } } },
      callStart('add'),
      callDelta('{"a":'),
      callDelta('1}'),
      { type: 'tool-call-end', index: 0 },
      end('TOOL_CALL', { usage: tokens }),
      '[DONE]',
    );
    expect(other).toEqual(one);
    expect(one).toMatchObject({
      text: 'hi',
      reasoning: 'Hm.I will add.',
      toolCalls: [{ id: 'add_1', name: 'add', arguments: '{"a":1}' }],
      usage: { input: 20, cachedInput: 5, output: 9, reasoning: 4 },
    });
    expect(one.raw.items).toEqual([{ role: 'assistant', ...message }]);
  });

  it.each([[['null']], [['nu', 'll']], [[]], [['{', '}']]])('calls a tool without arguments by %o', async (pieces) => {
    const result = await streamed(callStart('now'), ...pieces.map((piece) => callDelta(piece)), end('TOOL_CALL'));
    expect(result.toolCalls).toEqual([{ id: 'now_1', name: 'now', arguments: '{}' }]);
    const call = { id: 'now_1', function: { name: 'now', arguments: pieces.join('') } };
    expect((await answered(whole({ tool_calls: [call] }, 'TOOL_CALL'))).toolCalls).toEqual(result.toolCalls);
  });

  it('counts the tokens of images as input', async () => {
    const usage = { tokens: { input_tokens: 34, output_tokens: 7, image_tokens: 259 } };
    expect((await answered(whole({ content: 'hi' }, 'COMPLETE', { usage }))).usage).toEqual({ input: 293, output: 7 });
  });

  it('that closes with an error is that error, unprocessed only before the first output', async () => {
    const failed = end('ERROR', { error: 'invalid tool generation' });
    expect(await failureOf(() => streamed(failed))).toMatchObject({ code: 'overloaded', processed: false });
    expect(await failureOf(() => streamed(said({ text: 'hi' }), failed))).toMatchObject({ processed: true });
    expect(await failureOf(async () => answered({ message: 'internal error' }))).toMatchObject({ processed: false });
  });

  it('that never ends is a broken one', async () => {
    expect(await failureOf(() => streamed(said({ text: 'hi' })))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(async () => answered({}))).toMatchObject({ code: 'bad_response' });
  });

  it('of the first generation is understood', async () => {
    const tool_calls = [{ name: 'add', parameters: { a: 1 } }];
    const body = {
      text: 'hi',
      finish_reason: 'COMPLETE',
      tool_calls,
      meta: { tokens: { input_tokens: 2, output_tokens: 1 } },
    };
    const results = [
      await answered(body),
      await streamed(
        { event_type: 'stream-start' },
        { event_type: 'text-generation', text: 'hi' },
        { event_type: 'stream-end', finish_reason: 'COMPLETE', response: body },
      ),
    ];
    for (const result of results) {
      expect(result).toMatchObject({
        text: 'hi',
        finishReason: 'tool_calls',
        toolCalls: [{ id: 'call_0_add', name: 'add', arguments: '{"a":1}' }],
        usage: { input: 2, output: 1 },
      });
    }
  });
});

const ask = (request: Partial<ChatRequest> = {}) =>
  encodeRequest(
    { model: 'command-a-plus-05-2026', messages: [user('hello')], ...request },
    { provider: 'cohere', stream: false },
  );
const tools = [
  { name: 'add', parameters: {} },
  { name: 'now', parameters: {} },
];

describe('a request to Cohere', () => {
  it('has its own names', () => {
    const schema = { type: 'object' };
    expect(ask({ messages: [system('Be brief.'), user('hello')], schema, maxTokens: 9 }).body).toEqual({
      model: 'command-a-plus-05-2026',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'hello' },
      ],
      max_tokens: 9,
      response_format: { type: 'json_object', json_schema: schema },
      stream: false,
    });
  });

  it.each([
    ['auto', undefined, 2],
    ['required', 'REQUIRED', 2],
    ['none', 'NONE', 2],
    [{ name: 'now' }, 'REQUIRED', 1],
  ] as const)('says tool choice %o as %s of %i tools', (toolChoice, expected, offered) => {
    const { body } = ask({ tools, toolChoice });
    expect(body.tool_choice).toBe(expected);
    expect(body.tools).toHaveLength(offered);
  });

  it('puts a schema into the prompt beside tools', () => {
    const { body, notes } = ask({ tools, schema: { type: 'object' } });
    expect(body).not.toHaveProperty('response_format');
    expect(JSON.stringify(body.messages)).toContain('JSON Schema');
    expect(notes).toHaveLength(1);
  });

  it.each([
    [{ effort: 'none' }, { type: 'disabled' }],
    [{ effort: 'low' }, { type: 'enabled', token_budget: 2048 }],
    [{ budgetTokens: 500 }, { type: 'enabled', token_budget: 500 }],
    [{ show: true }, undefined],
  ] as const)('spells the reasoning %o as %o', (reasoning, thinking) => {
    expect(ask({ reasoning }).body.thinking).toEqual(thinking);
  });

  it('drops reasoning for a model without, and says so', () => {
    const { body, notes } = ask({ model: 'command-r7b-12-2024', reasoning: { effort: 'high' } });
    expect(body).not.toHaveProperty('thinking');
    expect(notes).toEqual(['reasoning was dropped: this model has none']);
  });

  it('gives its own turns back unchanged, and nobody else’s', () => {
    const own = {
      role: 'assistant',
      tool_plan: 'I will add.',
      tool_calls: [],
      content: [{ type: 'thinking', thinking: 'Hm.' }],
    };
    const turn = (provider: string, item: object) =>
      ask({
        messages: [{ role: 'assistant', parts: [{ type: 'text', text: 'hi' }], raw: { provider, items: [item] } }],
      }).body.messages;
    expect(turn('cohere', own)).toEqual([own]);
    const rebuilt = [{ role: 'assistant', content: 'hi' }];
    expect(turn('acme', own)).toEqual(rebuilt);
    expect(turn('cohere', { role: 'assistant', content: 'hi', reasoning_content: 'Hm.' })).toEqual(rebuilt);
  });

  it('for vectors says what they are for, and a length only where it can be chosen', () => {
    const texts = ['a'];
    expect(encodeTexts({ model: 'embed-v4.0', texts, inputType: 'query', dimensions: 256 })).toEqual({
      body: {
        model: 'embed-v4.0',
        texts,
        input_type: 'search_query',
        embedding_types: ['float'],
        output_dimension: 256,
      },
      notes: [],
    });
    const older = encodeTexts({ model: 'embed-multilingual-v3.0', texts, dimensions: 256 });
    expect(older.body).toMatchObject({ input_type: 'search_document' });
    expect(older.body).not.toHaveProperty('output_dimension');
    expect(older.notes).toEqual(['dimensions was dropped: this model has only its own']);
  });
});
