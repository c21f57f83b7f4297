import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import type { ServerSentEvent } from '../../../src/core/endpoint.ts';
import { decodeResponse, decodeStream, statusFailure } from '../../../src/wire/clova-v3/decode.ts';
import { encodeRequest } from '../../../src/wire/clova-v3/encode.ts';
import { collect, system, user } from './harness.ts';

// Made after the shapes documented at https://api.ncloud-docs.com/docs/en/clovastudio-chatcompletionsv3; no recording was at hand.
const MESSAGE = { role: 'assistant', content: '3 times.', thinkingContent: 'Let me count.' };
const USAGE = {
  promptTokens: 20,
  completionTokens: 12,
  totalTokens: 32,
  completionTokensDetails: { thinkingTokens: 6 },
};
const whole = (message: object, finishReason = 'stop') => ({
  status: { code: '20000', message: 'OK' },
  result: { created: 1_791_043_155, message, finishReason, seed: 561_390_649, usage: USAGE },
});
const CALL = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: { location: '서울' } } };

async function* events(...list: readonly (readonly [string, unknown])[]): AsyncGenerator<ServerSentEvent> {
  for (const [event, data] of list) yield { event, data: JSON.stringify(data) };
}
const token = (fields: object) => ['token', { message: { role: 'assistant', ...fields }, finishReason: null }] as const;
const streamed = (...list: readonly (readonly [string, unknown])[]) =>
  collect(decodeStream(events(...list), 'clova-v3'));

const ask = (request: Partial<ChatRequest>) =>
  encodeRequest({ model: 'HCX-007', messages: [user('안녕')], ...request }, 'clova-v3');
const TOOL = { name: 'get_weather', parameters: { type: 'object', properties: {} } };
const SCHEMA = { type: 'object', properties: { n: { type: 'integer' } } };

describe("a request to CLOVA's own wire", () => {
  it('sets the effort and the limit of the model that thinks', () => {
    const { body, notes } = ask({
      messages: [system('짧게'), user('안녕')],
      maxTokens: 99,
      reasoning: { effort: 'max' },
    });
    expect(body).toEqual({
      messages: [
        { role: 'system', content: '짧게' },
        { role: 'user', content: '안녕' },
      ],
      maxCompletionTokens: 99,
      thinking: { effort: 'high' },
    });
    expect(notes).toEqual(['reasoning effort max became high, the nearest this model takes']);
  });

  it('holds that model to a schema, without thinking', () => {
    const { body, notes } = ask({ schema: SCHEMA, reasoning: { effort: 'low' } });
    expect(body).toMatchObject({ responseFormat: { type: 'json', schema: SCHEMA }, thinking: { effort: 'none' } });
    expect(notes).toEqual(['reasoning was dropped: this model does not think with a schema']);
  });

  it('puts a schema into the prompt of the others, and beside tools', () => {
    for (const request of [{ model: 'HCX-005' }, { tools: [TOOL] }]) {
      const { body } = ask({ schema: SCHEMA, ...request });
      expect(body).not.toHaveProperty('responseFormat');
      expect(JSON.stringify(body.messages)).toContain('JSON Schema');
    }
    expect(ask({ model: 'HCX-005', maxTokens: 9, reasoning: { effort: 'low' } })).toMatchObject({
      body: { maxTokens: 9 },
      notes: ['reasoning was dropped: this model has none'],
    });
  });

  it('offers tools, and takes arguments back as an object', () => {
    const turn: Message = {
      role: 'assistant',
      parts: [],
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"location":"서울"}' }],
    };
    const result: Message = { role: 'tool', toolCallId: 'call_1', parts: [{ type: 'text', text: '맑음' }] };
    const { body, notes } = ask({
      model: 'HCX-005',
      messages: [user('날씨'), turn, result],
      tools: [TOOL],
      toolChoice: 'required',
    });
    expect(body.messages).toEqual([
      { role: 'user', content: '날씨' },
      { role: 'assistant', content: '', toolCalls: [CALL] },
      { role: 'tool', toolCallId: 'call_1', content: '맑음' },
    ]);
    expect(body.toolChoice).toBe('auto');
    expect(notes).toEqual(['tool_choice required became auto: this provider has no other']);
  });

  it('sends a picture as data', () => {
    const picture = { type: 'image', media: { bytes: new Uint8Array([1, 2]), mimeType: 'image/png' } } as const;
    const { body } = ask({
      model: 'HCX-005',
      messages: [{ role: 'user', parts: [{ type: 'text', text: 'x' }, picture] }],
    });
    expect(body.messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'x' },
          { type: 'image_url', dataUri: { data: 'AQI=' } },
        ],
      },
    ]);
  });
});

describe("an answer of CLOVA's own wire", () => {
  const expected = {
    text: '3 times.',
    reasoning: 'Let me count.',
    finishReason: 'stop',
    usage: { input: 20, output: 12, reasoning: 6 },
    raw: { items: [MESSAGE] },
  };

  it('is read whole', async () => {
    expect(await collect(decodeResponse(whole(MESSAGE), 'clova-v3'))).toMatchObject(expected);
  });

  it('is the same in pieces, whether or not its result repeats them', async () => {
    const pieces = [
      token({ content: '', thinkingContent: 'Let me ' }),
      token({ content: '', thinkingContent: 'count.' }),
      token({ content: '3 ' }),
      token({ content: 'times.' }),
    ];
    const { result } = whole(MESSAGE);
    expect(await streamed(...pieces, ['result', result])).toMatchObject(expected);
    const bare = { ...result, message: { role: 'assistant', content: '' } };
    expect(await streamed(...pieces, ['result', bare])).toMatchObject(expected);
    expect(await streamed(['result', result], ['signal', { data: '[DONE]' }])).toMatchObject(expected);
  });

  it('calls tools, whole and in pieces', async () => {
    const called = { role: 'assistant', content: '', toolCalls: [CALL] };
    const answer = await collect(decodeResponse(whole(called, 'tool_calls'), 'clova-v3'));
    expect(answer).toMatchObject({
      finishReason: 'tool_calls',
      toolCalls: [{ id: 'call_1', name: 'get_weather', arguments: '{"location":"서울"}' }],
    });
    const partial = { ...CALL, function: { name: 'get_weather', partialJson: '{"loc' } };
    const { result } = whole(called, 'tool_calls');
    expect(await streamed(token({ content: '', toolCalls: [partial] }), ['result', result])).toEqual(answer);
  });

  it('that ends before its result is cut', async () => {
    await expect(streamed(token({ content: '3 ' }))).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('that states a failure is that failure', async () => {
    const failed = { status: { code: '42901', message: 'Too many requests' }, result: null };
    await expect(collect(decodeResponse(failed, 'clova-v3'))).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(streamed(token({ content: 'x' }), ['error', failed])).rejects.toMatchObject({ processed: true });
    expect(statusFailure({ status: { code: '40103', message: 'Invalid key' } })).toEqual({
      message: 'Invalid key',
      code: '401',
    });
    await expect(collect(decodeResponse({ status: { code: '20000' } }, 'clova-v3'))).rejects.toThrow(
      'without a message',
    );
  });
});
