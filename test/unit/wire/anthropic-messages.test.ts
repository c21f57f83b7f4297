import { describe, expect, it } from 'vitest';
import type { ChatRequest, ReasoningInput } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import { claudeVersion } from '../../../src/wire/anthropic-messages/claude.ts';
import { decodeResponse } from '../../../src/wire/anthropic-messages/decode.ts';
import { encodeRequest } from '../../../src/wire/anthropic-messages/encode.ts';
import { claudeSchema } from '../../../src/wire/anthropic-messages/schema.ts';
import { decodeStream } from '../../../src/wire/anthropic-messages/stream.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse, system, user } from './harness.ts';

const encode = (request: Partial<ChatRequest>) =>
  encodeRequest(
    { model: 'claude-sonnet-5', messages: [user('u')], ...request },
    { provider: 'anthropic', stream: false, dialect: {} },
  );
const tools = [{ name: 'f', parameters: { type: 'object', properties: {} } }];

describe('requests to Claude', () => {
  it.each([
    ['claude-3-haiku-20240307', 3],
    ['claude-3-5-sonnet-latest', 3.5],
    ['claude-3-7-sonnet@20250219', 3.7],
    ['claude-sonnet-4-20250514', 4],
    ['claude-opus-4-1-20250805', 4.1],
    ['claude-haiku-4-5-20251001', 4.5],
    ['anthropic/claude-opus-5.5', 5.5],
    ['anthropic.claude-sonnet-4-6-v1:0', 4.6],
    ['claude-sonnet-5', 5],
    ['something-else', undefined],
  ])('%s is generation %s', (model, version) => {
    expect(claudeVersion(model)).toBe(version);
  });

  it.each<[string, ReasoningInput, object]>([
    ['claude-3-7-sonnet-latest', { budgetTokens: 2000 }, { thinking: { type: 'enabled', budget_tokens: 2000 } }],
    ['claude-haiku-4-5', { effort: 'medium' }, { thinking: { type: 'enabled', budget_tokens: 8192 } }],
    ['claude-sonnet-4-6', { effort: 'high' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } }],
    ['claude-sonnet-4-6', { budgetTokens: 3000 }, { thinking: { type: 'enabled', budget_tokens: 3000 } }],
    [
      'claude-opus-4-8',
      { effort: 'xhigh', show: true },
      { thinking: { type: 'adaptive', display: 'summarized' }, output_config: { effort: 'xhigh' } },
    ],
    [
      'claude-sonnet-5',
      { budgetTokens: 3000 },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'medium' } },
    ],
    ['claude-sonnet-5', { effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['claude-opus-5-5', { effort: 'none' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    ['claude-future-9', { effort: 'minimal' }, { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
  ])('%s told %j', (model, reasoning, expected) => {
    expect(encode({ model, reasoning }).body).toMatchObject(expected);
  });

  it('keeps a budget below max_tokens, and drops thinking that does not fit', () => {
    const model = 'claude-haiku-4-5';
    const fitting = encode({ model, maxTokens: 4000, reasoning: { effort: 'high' } });
    expect(fitting.body).toMatchObject({ max_tokens: 4000, thinking: { budget_tokens: 4000 - 1024 } });
    const tight = encode({ model, maxTokens: 1500, reasoning: { effort: 'high' } });
    expect(tight.body).not.toHaveProperty('thinking');
    expect(tight.notes).toHaveLength(1);
    const { body } = encode({ model, reasoning: { budgetTokens: 30_000 } });
    expect(Number(body.max_tokens)).toBeGreaterThan(30_000);
    expect(encode({ model: 'claude-3-haiku-20240307', reasoning: { effort: 'high' } }).body).not.toHaveProperty(
      'thinking',
    );
  });

  it('drops what a model refuses, and says so', () => {
    expect(encode({ model: 'claude-haiku-4-5', temperature: 1.5 }).body.temperature).toBe(1);
    expect(encode({ model: 'claude-haiku-4-5', temperature: 0 }).body.temperature).toBe(0);
    const strict = encode({ model: 'claude-opus-5-5', temperature: 0, tools, toolChoice: 'required' });
    expect(strict.body).not.toHaveProperty('temperature');
    expect(strict.body.tool_choice).toEqual({ type: 'auto' });
    expect(strict.notes).toHaveLength(2);
    expect(encode({ model: 'claude-haiku-4-5', tools, toolChoice: 'required' }).body.tool_choice).toEqual({
      type: 'any',
    });
    expect(encode({ model: 'claude-haiku-4-5', tools, toolChoice: { name: 'f' } }).body.tool_choice).toEqual({
      type: 'tool',
      name: 'f',
    });
  });

  it('sends a schema natively from 4.5 on, without what the decoder refuses', () => {
    const schema = {
      type: 'object',
      properties: { pattern: { type: 'string', pattern: '^a', minLength: 2 }, n: { type: 'integer', minimum: 1 } },
      required: ['n'],
    };
    expect(encode({ schema }).body.output_config).toEqual({
      format: {
        type: 'json_schema',
        schema: {
          type: 'object',
          properties: { pattern: { type: 'string' }, n: { type: 'integer' } },
          required: ['n'],
          additionalProperties: false,
        },
      },
    });
    expect(claudeSchema({ type: 'array', items: { type: 'number', maximum: 3 }, minItems: 2 })).toEqual({
      type: 'array',
      items: { type: 'number' },
    });
    const older = encode({ model: 'claude-3-5-haiku-latest', schema, messages: [system('s'), user('u')] });
    expect(older.body.system).toContain('JSON Schema');
    expect(older.notes).toHaveLength(1);
  });

  it('puts system on top, joins turns, and tool results first', () => {
    const messages: Message[] = [
      system('one'),
      user('u'),
      {
        role: 'assistant',
        parts: [],
        toolCalls: [
          { id: 'a', name: 'f', arguments: '{"x":1}' },
          { id: 'b', name: 'f', arguments: '' },
        ],
      },
      user('meanwhile'),
      { role: 'tool', toolCallId: 'a', parts: [{ type: 'text', text: '1' }] },
      { role: 'tool', toolCallId: 'b', parts: [] },
      system('two'),
    ];
    expect(encode({ messages }).body).toMatchObject({
      system: 'one\n\ntwo',
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'u' }] },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'a', input: { x: 1 } },
            { type: 'tool_use', id: 'b', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'a' },
            { type: 'tool_result', tool_use_id: 'b' },
            { type: 'text', text: 'meanwhile' },
          ],
        },
      ],
    });
  });

  it('sends raw items of its own back unchanged', () => {
    const items = [
      { type: 'thinking', thinking: '', signature: 'SIG' },
      { type: 'redacted_thinking', data: 'X' },
      { type: 'tool_use', id: 'a', name: 'f', input: {} },
    ];
    const messages: Message[] = [user('u'), { role: 'assistant', parts: [], raw: { provider: 'anthropic', items } }];
    expect(encode({ messages }).body.messages).toMatchObject([{}, { role: 'assistant', content: items }]);
  });

  it('takes pictures and papers, and refuses sound', async () => {
    const send = (part: Message['parts'][number]) =>
      encode({ messages: [{ role: 'user', parts: [part] }] }).body.messages;
    expect(send({ type: 'image', media: { bytes: Buffer.from('x'), mimeType: 'image/webp' } })).toMatchObject([
      { content: [{ type: 'image', source: { type: 'base64', media_type: 'image/webp' } }] },
    ]);
    expect(
      send({ type: 'file', media: { bytes: Buffer.from('x'), mimeType: 'application/pdf', name: 'a.pdf' } }),
    ).toMatchObject([{ content: [{ type: 'document', title: 'a.pdf' }] }]);
    for (const mimeType of ['audio/wav', 'image/tiff']) {
      const type = mimeType.startsWith('audio') ? 'audio' : 'image';
      expect(await failureOf(async () => send({ type, media: { bytes: Buffer.from('x'), mimeType } }))).toMatchObject({
        code: 'unsupported',
      });
    }
  });
});

describe('answers of Claude', () => {
  const start = {
    type: 'message_start',
    message: {
      model: 'claude-x',
      usage: { input_tokens: 3, cache_read_input_tokens: 10, cache_creation_input_tokens: 5, output_tokens: 1 },
    },
  };
  const block = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
  const delta = (index: number, fields: object) => ({ type: 'content_block_delta', index, delta: fields });
  const stop = (index: number) => ({ type: 'content_block_stop', index });
  const end = (stop_reason: string, usage: object = { output_tokens: 7 }) => [
    { type: 'message_delta', delta: { stop_reason }, usage },
    { type: 'message_stop' },
  ];
  const streamed = (...events: readonly object[]) =>
    collect(decodeStream(sse(start, ...events), 'anthropic'), 'anthropic');
  const answered = (stop_reason: string, content: readonly object[] = [{ type: 'text', text: 'hi' }]) =>
    collect(
      decodeResponse(
        { type: 'message', content, stop_reason, usage: { input_tokens: 1, output_tokens: 2 } },
        'anthropic',
      ),
    );

  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['pause_turn', 'stop'],
    ['compaction', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_use', 'tool_calls'],
    ['refusal', 'content_filter'],
  ])('%s means %s, streamed and whole', async (reason, expected) => {
    expect((await streamed(...end(reason))).finishReason).toBe(expected);
    expect((await answered(reason)).finishReason).toBe(expected);
  });

  it('come together with signatures, tools and usage', async () => {
    const result = await streamed(
      block(0, { type: 'thinking', thinking: '', signature: '' }),
      delta(0, { type: 'thinking_delta', thinking: 'why' }),
      delta(0, { type: 'signature_delta', signature: 'SIG' }),
      stop(0),
      { type: 'ping' },
      block(1, { type: 'redacted_thinking', data: 'X' }),
      stop(1),
      block(2, { type: 'text', text: '' }),
      delta(2, { type: 'text_delta', text: 'hi' }),
      delta(2, { type: 'citations_delta', citation: { cited_text: 'c' } }),
      stop(2),
      block(3, { type: 'tool_use', id: 'a', name: 'f', input: {} }),
      delta(3, { type: 'input_json_delta', partial_json: '' }),
      stop(3),
      block(4, { type: 'tool_use', id: 'b', name: 'g', input: {} }),
      delta(4, { type: 'input_json_delta', partial_json: '{"x"' }),
      delta(4, { type: 'input_json_delta', partial_json: ':1}' }),
      stop(4),
      ...end('tool_use', {
        output_tokens: 9,
        output_tokens_details: { thinking_tokens: 4 },
        cache_read_input_tokens: null,
      }),
    );
    expect(result).toEqual({
      text: 'hi',
      reasoning: 'why',
      toolCalls: [
        { id: 'a', name: 'f', arguments: '{}' },
        { id: 'b', name: 'g', arguments: '{"x":1}' },
      ],
      finishReason: 'tool_calls',
      usage: { input: 18, cachedInput: 10, cacheWrite: 5, output: 9, reasoning: 4 },
      model: 'claude-x',
      raw: {
        provider: 'anthropic',
        items: [
          { type: 'thinking', thinking: 'why', signature: 'SIG' },
          { type: 'redacted_thinking', data: 'X' },
          { type: 'text', text: 'hi', citations: [{ cited_text: 'c' }] },
          { type: 'tool_use', id: 'a', name: 'f', input: {} },
          { type: 'tool_use', id: 'b', name: 'g', input: { x: 1 } },
        ],
      },
    });
  });

  it.each([
    ['overloaded_error', 'overloaded'],
    ['rate_limit_error', 'rate_limited'],
    ['invalid_request_error', 'bad_request'],
    ['authentication_error', 'auth_rejected'],
    ['billing_error', 'quota_exhausted'],
    ['api_error', 'overloaded'],
    ['timeout_error', 'timeout'],
    ['not_found_error', 'not_found'],
  ])('an event with %s is %s, never a short answer', async (type, code) => {
    const failure = { type: 'error', error: { type, message: 'said so' } };
    expect(await failureOf(() => streamed(block(0, { type: 'text', text: '' }), failure))).toMatchObject({
      code,
      processed: true,
    });
    expect(await failureOf(() => collect(decodeStream(sse(failure), 'anthropic')))).toMatchObject({
      code,
      processed: false,
    });
    expect(await failureOf(() => collect(decodeResponse(failure, 'anthropic')))).toMatchObject({ code });
  });

  it('without message_stop are cut, however far they came', async () => {
    const events = [
      block(0, { type: 'text', text: '' }),
      delta(0, { type: 'text_delta', text: 'hi' }),
      stop(0),
      end('end_turn')[0] ?? {},
    ];
    for (let length = 0; length <= events.length; length += 1) {
      expect(await failureOf(() => streamed(...events.slice(0, length)))).toMatchObject({ code: 'bad_response' });
    }
  });

  it('with a call whose JSON is cut pass it on never', async () => {
    const events = [
      block(0, { type: 'tool_use', id: 'a', name: 'f', input: {} }),
      delta(0, { type: 'input_json_delta', partial_json: '{"x"' }),
      stop(0),
    ];
    expect(await failureOf(() => streamed(...events, ...end('tool_use')))).toMatchObject({ code: 'bad_response' });
    expect(await streamed(...events, ...end('max_tokens'))).toMatchObject({
      toolCalls: [],
      finishReason: 'length',
      raw: { items: [] },
    });
  });
});
