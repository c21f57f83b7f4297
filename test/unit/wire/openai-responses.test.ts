import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { decodeResponse } from '../../../src/wire/openai-responses/decode.ts';
import { encodeRequest } from '../../../src/wire/openai-responses/encode.ts';
import { openaiResponsesDialect } from '../../../src/wire/openai-responses/openai-dialect.ts';
import { museReasoningObject, xaiReasoningObject } from '../../../src/wire/openai-responses/reasoning.ts';
import { decodeStream } from '../../../src/wire/openai-responses/stream.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse, system, user } from './harness.ts';

const context = { provider: 'acme', dialect: {} };
const message = (text: string) => ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });
const call = { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'add', arguments: '{"a":1}' };
const ended = (response: object, type = 'response.completed') => ({
  type,
  response: { status: 'completed', ...response },
});
const streamed = (...data: readonly unknown[]) => collect(decodeStream(sse(...data), context));
const answered = (body: unknown) => collect(decodeResponse(body, context));
const delta = (type: string, text: string, more: object = {}) => ({ type, output_index: 0, delta: text, ...more });

describe('finish reasons of responses, streamed and whole alike', () => {
  it.each([
    ['completed', undefined, [message('hi')], 'stop'],
    ['completed', undefined, [message('hi'), call], 'tool_calls'],
    ['incomplete', 'max_output_tokens', [message('hi')], 'length'],
    ['incomplete', 'content_filter', [message('hi')], 'content_filter'],
    ['incomplete', undefined, [message('hi')], 'length'],
    ['cancelled', undefined, [], 'error'],
    [undefined, undefined, [message('hi')], 'stop'],
  ])('%s for %s with %o is %s', async (status, reason, output, expected) => {
    const response = { status, incomplete_details: reason === undefined ? null : { reason }, output };
    const type = status === 'incomplete' ? 'response.incomplete' : 'response.completed';
    expect((await answered(response)).finishReason).toBe(expected);
    expect((await streamed(ended(response, type))).finishReason).toBe(expected);
  });

  it('a refusal is the text, and filtered', async () => {
    const output = [{ type: 'message', content: [{ type: 'refusal', refusal: 'No.' }] }];
    const both = [
      await answered({ status: 'completed', output }),
      await streamed(delta('response.refusal.delta', 'N'), delta('response.refusal.delta', 'o.'), ended({ output })),
    ];
    for (const result of both) expect(result).toMatchObject({ text: 'No.', finishReason: 'content_filter' });
  });
});

describe('a stream of responses', () => {
  it('says what its last event alone holds, and nothing twice', async () => {
    const reasoning = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm.' }] };
    const output = [reasoning, message('hi'), call];
    const alone = await streamed(ended({ output }));
    const told = await streamed(
      { type: 'response.output_item.added', output_index: 0, item: { type: 'reasoning', id: 'rs_1' } },
      delta('response.reasoning_summary_text.delta', 'Hm.', { item_id: 'rs_1' }),
      { type: 'response.output_item.done', output_index: 0, item: reasoning },
      delta('response.output_text.delta', 'hi', { output_index: 1 }),
      { type: 'response.output_item.added', output_index: 2, item: { ...call, arguments: '' } },
      delta('response.function_call_arguments.delta', '{"a":', { output_index: 2 }),
      delta('response.function_call_arguments.delta', '1}', { output_index: 2 }),
      { type: 'response.function_call_arguments.done', output_index: 2, arguments: '{"a":1}' },
      { type: 'response.output_item.done', output_index: 2, item: call },
      ended({ output }),
    );
    expect(told).toEqual(alone);
    expect(told).toMatchObject({
      text: 'hi',
      reasoning: 'Hm.',
      toolCalls: [{ id: 'call_1', name: 'add', arguments: '{"a":1}' }],
      raw: { provider: 'acme', items: output },
    });
  });

  it('finds its calls by item where it leaves out the index, and keeps its items without a last list', async () => {
    const result = await streamed(
      { type: 'response.output_item.added', item: { ...call, arguments: '' } },
      { type: 'response.function_call_arguments.delta', item_id: 'fc_1', delta: '{"a":1}' },
      { type: 'response.output_item.done', item: call },
      ended({ output: [] }),
    );
    expect(result).toMatchObject({ toolCalls: [{ arguments: '{"a":1}' }], finishReason: 'tool_calls' });
    expect(result.raw.items).toEqual([call]);
  });

  it.each([
    ['an error event', { type: 'error', code: 'rate_limit_exceeded', message: 'Slow down.' }, 'rate_limited'],
    ['a wrapped error event', { type: 'error', error: { type: 'server_error', message: 'Oops.' } }, 'overloaded'],
    [
      'a failed response',
      { type: 'response.failed', response: { status: 'failed', error: { code: 'server_error', message: 'Oops.' } } },
      'overloaded',
    ],
    ['a failed response without reasons', { type: 'response.failed', response: { status: 'failed' } }, 'overloaded'],
  ])('%s is that error, unprocessed only before the first output', async (_name, event, code) => {
    const opened = { type: 'response.created', response: { status: 'in_progress', error: null } };
    expect(await failureOf(() => streamed(opened, event))).toMatchObject({ code, processed: false });
    const late = () => streamed(opened, delta('response.output_text.delta', 'hi'), event);
    expect(await failureOf(late)).toMatchObject({ code, processed: true });
  });

  it('that ends without its last event is a broken answer', async () => {
    const cut = () => streamed(delta('response.output_text.delta', 'hi'), '[DONE]');
    expect(await failureOf(cut)).toMatchObject({ code: 'bad_response' });
  });
});

describe('a whole response', () => {
  it.each([
    [{ error: { code: 'server_error', message: 'Oops.' }, output: [] }, 'overloaded'],
    [{ status: 'failed', output: [] }, 'overloaded'],
    [{ detail: 'Not here.' }, 'overloaded'],
    [{}, 'bad_response'],
  ])('%o is an error', async (body, code) => {
    expect(await failureOf(async () => answered(body))).toMatchObject({ code });
  });

  it('counts cached and reasoning tokens as parts of the rest', async () => {
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40 },
      output_tokens: 30,
      output_tokens_details: { reasoning_tokens: 20 },
      total_tokens: 130,
    };
    const result = await answered({ output: [message('hi')], usage });
    expect(result.usage).toEqual({ input: 100, cachedInput: 40, output: 30, reasoning: 20 });
  });
});

const ask = (request: Partial<ChatRequest>, stream = false) =>
  encodeRequest(
    { model: 'gpt-5.6-terra', messages: [user('hello')], ...request },
    { provider: 'openai', stream, dialect: openaiResponsesDialect },
  );

describe('a request for a response', () => {
  it('keeps nothing at the vendor, and asks for the reasoning to take along', () => {
    expect(ask({ messages: [system('Be brief.'), user('hello')] }, true).body).toEqual({
      model: 'gpt-5.6-terra',
      input: [
        { role: 'developer', content: 'Be brief.' },
        { role: 'user', content: 'hello' },
      ],
      store: false,
      include: ['reasoning.encrypted_content'],
      stream: true,
    });
    expect(ask({ model: 'gpt-4o-mini' }).body).not.toHaveProperty('include');
  });

  it('offers tools flat, and never as strict ones', () => {
    const tools = [{ name: 'now', parameters: {} }];
    expect(ask({ tools, toolChoice: { name: 'now' } }).body).toMatchObject({
      tools: [{ type: 'function', name: 'now', parameters: { type: 'object', properties: {} }, strict: false }],
      tool_choice: { type: 'function', name: 'now' },
    });
  });

  it('says what it dropped or changed', () => {
    const { body, notes } = ask({ temperature: 0.5, maxTokens: 5, reasoning: { effort: 'low', show: true } });
    expect(body).toMatchObject({ max_output_tokens: 16, reasoning: { effort: 'low', summary: 'auto' } });
    expect(body).not.toHaveProperty('temperature');
    expect(notes).toEqual([
      'temperature was dropped: this model refuses it',
      'max_tokens 5 became 16, the least this provider takes',
    ]);
  });

  it('asks for structured output, strict where the schema allows it', () => {
    const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
    expect(ask({ schema }).body.text).toMatchObject({ format: { type: 'json_schema', schema, strict: false } });
    const closed = { ...schema, additionalProperties: false };
    expect(ask({ schema: closed }).body.text).toMatchObject({ format: { strict: true } });
  });

  it('gives the output items back unchanged, the reasoning before what followed it', () => {
    const items = [{ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'sealed' }, call];
    const turn = { role: 'assistant' as const, parts: [], raw: { provider: 'openai', items } };
    const result = { role: 'tool' as const, toolCallId: 'call_1', parts: [{ type: 'text' as const, text: '3' }] };
    expect(ask({ messages: [user('1+2?'), turn, result] }).body.input).toEqual([
      { role: 'user', content: '1+2?' },
      ...items,
      { type: 'function_call_output', call_id: 'call_1', output: '3' },
    ]);
  });

  it.each([
    ['another provider', { provider: 'acme', items: [message('signed')] }],
    ['chat completions', { provider: 'openai', items: [{ role: 'assistant', content: null, tool_calls: [] }] }],
  ])('tells a turn of %s in its own words', (_name, raw) => {
    const toolCalls = [{ id: 'call_1', name: 'add', arguments: '{"a":1}' }];
    const turn = { role: 'assistant' as const, parts: [{ type: 'text' as const, text: 'Well.' }], toolCalls, raw };
    expect(ask({ messages: [user('hello'), turn] }).body.input).toEqual([
      { role: 'user', content: 'hello' },
      { role: 'assistant', content: 'Well.' },
      { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
    ]);
  });

  it('leaves out reasoning that is no more than an id, where its encrypted form could not be asked for', () => {
    const items = [{ type: 'reasoning', id: 'rs_1', summary: [] }, message('hi')];
    const messages = [{ role: 'assistant' as const, parts: [], raw: { provider: 'openai', items } }];
    expect(ask({ model: 'my-deployment', messages }).body.input).toEqual([message('hi')]);
    expect(ask({ messages }).body.input).toEqual(items);
  });
});

describe('reasoning levels over responses', () => {
  it.each([
    ['grok-4.6', 'xhigh', { effort: 'xhigh' }],
    ['grok-4.3', 'xhigh', { effort: 'high' }],
    ['grok-3-mini', 'medium', { effort: 'high' }],
    ['grok-4.20-reasoning', 'high', undefined],
    ['grok-4-fast-reasoning', 'high', undefined],
    ['grok-5', 'xhigh', { effort: 'xhigh' }],
  ] as const)('of %s for %s are %o', (model, effort, expected) => {
    expect(xaiReasoningObject({ effort }, model).fields.reasoning).toEqual(expected);
  });

  it('of Muse cannot be none', () => {
    expect(museReasoningObject({ effort: 'none' })).toEqual({
      fields: { reasoning: { effort: 'minimal' } },
      notes: ['reasoning effort none became minimal, the nearest this model takes'],
    });
  });
});
