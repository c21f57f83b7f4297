import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import { decodeResponse, decodeStream } from '../../../src/wire/gigachat/decode.ts';
import { encodeRequest } from '../../../src/wire/gigachat/encode.ts';
import { collect, sse, system, user } from './harness.ts';

// Made after the shapes documented at https://developers.sber.ru/docs/ru/gigachat/api/reference/rest/post-chat; no recording was at hand.
const STATE = '77d3fb14-457a-46ba-937e-8d856156d003';
const message = (fields: object, finish: string) => ({
  choices: [{ message: { role: 'assistant', ...fields }, index: 0, finish_reason: finish }],
  created: 1_700_000_000,
  model: 'GigaChat-2-Max:2.0.28.2',
  object: 'chat.completion',
  usage: { prompt_tokens: 14, completion_tokens: 2, total_tokens: 16, precached_prompt_tokens: 2430 },
});
const CALL = { name: 'weather_forecast', arguments: { location: 'Москва', num_days: 3 } };
const CALLED = message({ content: '', functions_state_id: STATE, function_call: CALL }, 'function_call');
const delta = (fields: object, finish?: string) => ({
  choices: [{ delta: fields, index: 0, ...(finish === undefined ? {} : { finish_reason: finish }) }],
  model: 'GigaChat-2-Max:2.0.28.2',
  object: 'chat.completion',
});

const ask = (request: Partial<ChatRequest>, stream = false) =>
  encodeRequest({ model: 'GigaChat-2-Max', messages: [user('привет')], ...request }, 'gigachat', stream);
const messagesOf = (messages: readonly Message[]) => ask({ messages }).body.messages;
const TOOL = { name: 'weather_forecast', description: 'Погода', parameters: { type: 'object', properties: {} } };
const result = (toolCallId: string, text: string): Message => ({
  role: 'tool',
  toolCallId,
  parts: [{ type: 'text', text }],
});

describe('a request to GigaChat', () => {
  it('holds texts, limits and functions', () => {
    const { body, notes } = ask(
      { messages: [system('кратко'), user('привет')], maxTokens: 9, temperature: 0.1, tools: [TOOL] },
      true,
    );
    expect(body).toEqual({
      model: 'GigaChat-2-Max',
      messages: [
        { role: 'system', content: 'кратко' },
        { role: 'user', content: 'привет' },
      ],
      max_tokens: 9,
      temperature: 0.1,
      functions: [TOOL],
      function_call: 'auto',
      stream: true,
    });
    expect(notes).toEqual([]);
  });

  it('names the function that must be called, and says so when it cannot demand any', () => {
    expect(ask({ tools: [TOOL], toolChoice: { name: 'x' } }).body.function_call).toEqual({ name: 'x' });
    expect(ask({ tools: [TOOL], toolChoice: 'none' }).body.function_call).toBe('none');
    expect(ask({ tools: [TOOL], toolChoice: 'required' }).body.function_call).toEqual({ name: TOOL.name });
    const several = ask({ tools: [TOOL, { ...TOOL, name: 'other' }], toolChoice: 'required' });
    expect(several.body.function_call).toBe('auto');
    expect(several.notes).toEqual(['tool_choice required became auto: this provider has no other']);
  });

  it('gives the state of its functions back as it came', () => {
    const items = [CALLED.choices[0]?.message];
    const turn: Message = {
      role: 'assistant',
      parts: [],
      toolCalls: [{ id: STATE, name: CALL.name, arguments: '{}' }],
      raw: { provider: 'gigachat', items },
    };
    expect(messagesOf([user('погода?'), turn, result(STATE, '{"t":-3}')])).toEqual([
      { role: 'user', content: 'погода?' },
      ...items,
      { role: 'function', name: 'weather_forecast', content: '{"t":-3}' },
    ]);
  });

  it('says several calls of another provider one after the other, each with its result', () => {
    const turn: Message = {
      role: 'assistant',
      parts: [{ type: 'text', text: 'сейчас' }],
      toolCalls: [
        { id: 'a', name: 'one', arguments: '{"x":1}' },
        { id: 'b', name: 'two', arguments: '{}' },
      ],
    };
    expect(messagesOf([turn, result('a', 'plain words'), result('b', '[1]')])).toEqual([
      { role: 'assistant', content: 'сейчас', function_call: { name: 'one', arguments: { x: 1 } } },
      { role: 'function', name: 'one', content: '{"result":"plain words"}' },
      { role: 'assistant', content: '', function_call: { name: 'two', arguments: {} } },
      { role: 'function', name: 'two', content: '{"result":"[1]"}' },
    ]);
  });

  it('says a call once although a later turn uses its id again', () => {
    const called = (...ids: readonly string[]): Message => ({
      role: 'assistant',
      parts: [],
      toolCalls: ids.map((id) => ({ id, name: id, arguments: '{}' })),
    });
    const thread = [called('a', 'b'), result('a', '{}'), result('b', '{}'), called('b'), result('b', '{}')];
    const calls = JSON.stringify(messagesOf(thread)).match(/"function_call":\{"name":"b"/g);
    expect(calls).toHaveLength(2);
  });

  it('puts a schema into the prompt and refuses pictures', () => {
    const { body, notes } = ask({ schema: { type: 'object' } });
    expect(JSON.stringify(body.messages)).toContain('JSON Schema');
    expect(notes).toHaveLength(1);
    const picture = { type: 'image', media: { bytes: new Uint8Array([1]), mimeType: 'image/png' } } as const;
    expect(() => messagesOf([{ role: 'user', parts: [picture] }])).toThrow('takes no image (image/png)');
  });
});

describe('an answer of GigaChat', () => {
  it('counts cached tokens beside the prompt', async () => {
    const answer = await collect(decodeResponse(message({ content: 'Привет!' }, 'stop'), 'gigachat'), 'gigachat');
    expect(answer).toMatchObject({
      text: 'Привет!',
      finishReason: 'stop',
      usage: { input: 2444, cachedInput: 2430, output: 2 },
      model: 'GigaChat-2-Max:2.0.28.2',
    });
  });

  it('calls with an object, and its raw turn keeps the state', async () => {
    const answer = await collect(decodeResponse(CALLED, 'gigachat'), 'gigachat');
    expect(answer).toMatchObject({
      finishReason: 'tool_calls',
      toolCalls: [{ id: STATE, name: CALL.name, arguments: JSON.stringify(CALL.arguments) }],
      raw: { items: [{ function_call: CALL, functions_state_id: STATE }] },
    });
  });

  it('says the same when it is streamed', async () => {
    const usage = { ...delta({ content: '' }, 'function_call'), usage: CALLED.usage };
    const events = sse(
      delta({ content: '', role: 'assistant', functions_state_id: STATE, function_call: CALL }),
      usage,
      '[DONE]',
    );
    const streamed = await collect(decodeStream(events, 'gigachat'), 'gigachat');
    expect(streamed).toEqual(await collect(decodeResponse(CALLED, 'gigachat'), 'gigachat'));
  });

  it('leaves out the progress of built-in functions', async () => {
    const events = sse(
      delta({ content: '15 seconds left', role: 'function_in_progress' }),
      delta({ content: 'Го', role: 'assistant' }),
      delta({ content: 'тово' }),
      delta({ content: '' }, 'stop'),
      '[DONE]',
    );
    expect(await collect(decodeStream(events, 'gigachat'))).toMatchObject({ text: 'Готово', finishReason: 'stop' });
  });

  it.each([
    ['blacklist', 'content_filter'],
    ['length', 'length'],
    ['error', 'error'],
  ])('that ends with %s is %s', async (finish, expected) => {
    const answer = await collect(decodeResponse(message({ content: 'x' }, finish), 'gigachat'));
    expect(answer.finishReason).toBe(expected);
  });

  it('that ends without a reason is cut', async () => {
    const events = sse(delta({ content: 'Го', role: 'assistant' }), '[DONE]');
    await expect(collect(decodeStream(events, 'gigachat'))).rejects.toMatchObject({ code: 'bad_response' });
    await expect(collect(decodeStream(sse(), 'gigachat'))).rejects.toMatchObject({ code: 'bad_response' });
  });

  it('that is an error inside a 200 is that error, and one without a message none', async () => {
    const events = sse(delta({ content: 'Го' }), { status: 429, message: 'Too many requests' });
    await expect(collect(decodeStream(events, 'gigachat'))).rejects.toMatchObject({
      code: 'rate_limited',
      processed: true,
    });
    await expect(collect(decodeResponse({ choices: [] }, 'gigachat'))).rejects.toMatchObject({ code: 'bad_response' });
    await expect(collect(decodeResponse({}, 'gigachat'))).rejects.toMatchObject({ code: 'bad_response' });
    const nameless = message({ content: '', function_call: { arguments: {} } }, 'function_call');
    await expect(collect(decodeResponse(nameless, 'gigachat'))).rejects.toMatchObject({ code: 'bad_response' });
  });
});
