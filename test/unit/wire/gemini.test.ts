import { describe, expect, it } from 'vitest';
import type { ChatRequest, ReasoningInput } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import { decodeResponse, decodeStream } from '../../../src/wire/gemini/decode.ts';
import { encodeRequest, modelPath } from '../../../src/wire/gemini/encode.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse, system, user } from './harness.ts';

const encode = (request: Partial<ChatRequest>) =>
  encodeRequest({ model: 'gemini-3.8-flash', messages: [user('u')], ...request }, { provider: 'google' });
const tools = [{ name: 'f', description: 'd', parameters: { type: 'object', properties: {} } }];

describe('requests to Gemini', () => {
  it.each<[string, ReasoningInput, object | undefined, number]>([
    ['gemini-2.5-flash', { effort: 'medium' }, { thinkingBudget: 8192 }, 0],
    ['gemini-2.5-flash', { effort: 'none' }, { thinkingBudget: 0 }, 0],
    ['gemini-2.5-pro', { effort: 'none', show: true }, { thinkingBudget: 128, includeThoughts: true }, 1],
    ['gemini-2.5-flash-lite', { budgetTokens: 100 }, { thinkingBudget: 512 }, 1],
    ['gemini-2.5-flash', { budgetTokens: 99_999 }, { thinkingBudget: 24_576 }, 1],
    ['gemini-3-pro-preview', { effort: 'medium' }, { thinkingLevel: 'HIGH' }, 1],
    ['gemini-3.1-pro-preview', { effort: 'medium' }, { thinkingLevel: 'MEDIUM' }, 0],
    ['gemini-3-flash-preview', { effort: 'minimal' }, { thinkingLevel: 'MINIMAL' }, 0],
    ['gemini-3.8-flash', { effort: 'none' }, { thinkingLevel: 'LOW' }, 1],
    ['gemini-3.8-flash', { effort: 'max', show: true }, { thinkingLevel: 'HIGH', includeThoughts: true }, 1],
    ['gemini-flash-latest', { budgetTokens: 2000 }, { thinkingLevel: 'LOW' }, 1],
    ['gemini-2.0-flash', { effort: 'high' }, undefined, 1],
    ['gemini-2.0-flash', { effort: 'none' }, undefined, 0],
  ])('%s told %j', (model, reasoning, expected, notes) => {
    const encoded = encode({ model, reasoning });
    expect((encoded.body.generationConfig as { thinkingConfig?: unknown } | undefined)?.thinkingConfig).toEqual(
      expected,
    );
    expect(encoded.notes).toHaveLength(notes);
  });

  it('puts system aside, schemas and tools in their places', () => {
    const schema = { type: 'object', properties: { a: { const: 1 } } };
    const { body } = encode({
      messages: [system('s'), user('u')],
      tools,
      toolChoice: { name: 'f' },
      schema,
      temperature: 0.2,
      maxTokens: 5,
    });
    expect(body).toEqual({
      contents: [{ role: 'user', parts: [{ text: 'u' }] }],
      systemInstruction: { parts: [{ text: 's' }] },
      tools: [{ functionDeclarations: [{ name: 'f', description: 'd', parametersJsonSchema: tools[0]?.parameters }] }],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
      generationConfig: {
        temperature: 0.2,
        maxOutputTokens: 5,
        responseMimeType: 'application/json',
        responseJsonSchema: schema,
      },
    });
    const older = encode({ model: 'gemini-2.5-flash', tools, schema });
    expect(older.body).toHaveProperty('systemInstruction');
    expect(older.body).not.toHaveProperty('generationConfig');
    expect(older.notes).toHaveLength(1);
  });

  it('sends its own parts back as they came, with the id in the response where the call had one', () => {
    const items = [
      { text: '', thoughtSignature: 'S1' },
      { functionCall: { id: 'c1', name: 'f', args: { x: 1 } }, thoughtSignature: 'S2' },
    ];
    const messages: Message[] = [
      user('u'),
      {
        role: 'assistant',
        parts: [],
        toolCalls: [{ id: 'c1', name: 'f', arguments: '{"x":1}' }],
        raw: { provider: 'google', items },
      },
      { role: 'tool', toolCallId: 'c1', parts: [{ type: 'text', text: '[1,2]' }] },
    ];
    expect(encode({ messages }).body.contents).toEqual([
      { role: 'user', parts: [{ text: 'u' }] },
      { role: 'model', parts: items },
      { role: 'user', parts: [{ functionResponse: { id: 'c1', name: 'f', response: { result: [1, 2] } } }] },
    ]);
  });

  it('stands in for a lost signature from generation 3 on, and sends no id that it made up', () => {
    const messages: Message[] = [
      user('u'),
      {
        role: 'assistant',
        parts: [],
        toolCalls: [
          { id: 'call_0_f', name: 'f', arguments: '{}' },
          { id: 'call_1_f', name: 'f', arguments: '{}' },
        ],
      },
      { role: 'tool', toolCallId: 'call_0_f', parts: [{ type: 'text', text: '{"ok":true}' }] },
    ];
    expect(encode({ messages }).body.contents).toMatchObject([
      {},
      {
        parts: [
          { functionCall: { name: 'f', args: {} }, thoughtSignature: 'skip_thought_signature_validator' },
          { functionCall: { name: 'f' } },
        ],
      },
      { parts: [{ functionResponse: { name: 'f', response: { ok: true } } }] },
    ]);
    expect(JSON.stringify(encode({ messages }).body)).not.toContain('call_0_f');
    expect(JSON.stringify(encode({ messages, model: 'gemini-2.5-flash' }).body)).not.toContain('thoughtSignature');
  });

  it('refuses a result that answers no call, and a name that is a path', async () => {
    const messages: Message[] = [{ role: 'tool', toolCallId: 'x', parts: [] }];
    expect(await failureOf(async () => encode({ messages }))).toMatchObject({ code: 'invalid_input' });
    for (const model of ['../x', 'a/../b', 'a?b', 'a#b', 'a/b/c', '', 'a b', '..'])
      expect(await failureOf(async () => modelPath(model)), model).toMatchObject({ code: 'invalid_input' });
    expect(modelPath('gemini-3.8-flash')).toBe('/models/gemini-3.8-flash');
    expect(modelPath('tunedModels/mine-1')).toBe('/tunedModels/mine-1');
  });
});

describe('answers of Gemini', () => {
  const chunk = (parts: readonly object[], finishReason?: string, more: object = {}) => ({
    candidates: [{ content: { role: 'model', parts }, finishReason }],
    ...more,
  });
  const streamed = (...chunks: readonly unknown[]) => collect(decodeStream(sse(...chunks), 'google'), 'google');
  const answered = (body: unknown) => collect(decodeResponse(body, 'google'), 'google');

  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['SAFETY', 'content_filter'],
    ['RECITATION', 'content_filter'],
    ['PROHIBITED_CONTENT', 'content_filter'],
    ['BLOCKLIST', 'content_filter'],
    ['SPII', 'content_filter'],
    ['MALFORMED_FUNCTION_CALL', 'error'],
    ['OTHER', 'error'],
    ['LANGUAGE', 'error'],
  ])('%s means %s, streamed and whole', async (reason, expected) => {
    expect((await streamed(chunk([{ text: 'a' }]), chunk([], reason))).finishReason).toBe(expected);
    expect((await answered(chunk([{ text: 'a' }], reason))).finishReason).toBe(expected);
  });

  it('come together from several parts of several kinds, signatures kept', async () => {
    const first = [{ text: 'why', thought: true }, { text: 'a' }];
    const second = [
      { text: 'b' },
      { functionCall: { name: 'f', args: { x: 1 } }, thoughtSignature: 'S' },
      { functionCall: { id: 'i', name: 'g' } },
    ];
    const usageMetadata = {
      promptTokenCount: 10,
      toolUsePromptTokenCount: 2,
      cachedContentTokenCount: 4,
      candidatesTokenCount: 5,
      thoughtsTokenCount: 3,
    };
    const expected = {
      text: 'ab',
      reasoning: 'why',
      toolCalls: [
        { id: 'call_0_f', name: 'f', arguments: '{"x":1}' },
        { id: 'i', name: 'g', arguments: '{}' },
      ],
      finishReason: 'tool_calls',
      usage: { input: 12, cachedInput: 4, output: 8, reasoning: 3 },
      raw: { provider: 'google', items: [...first, ...second] },
      model: 'gemini-x',
    };
    const last = { usageMetadata, modelVersion: 'gemini-x' };
    expect(await streamed(chunk(first), chunk(second, 'STOP', last))).toEqual(expected);
    expect(await answered(chunk([...first, ...second], 'STOP', last))).toEqual(expected);
    expect(await answered([chunk(first), chunk(second, 'STOP', last)])).toEqual(expected);
  });

  it('to a blocked prompt are content_filter', async () => {
    const blocked = { promptFeedback: { blockReason: 'SAFETY' } };
    expect(await streamed(blocked)).toMatchObject({ finishReason: 'content_filter', text: '' });
    expect(await answered(blocked)).toMatchObject({ finishReason: 'content_filter', text: '' });
  });

  it('that are cut, broken or empty are errors', async () => {
    expect(await failureOf(() => streamed(chunk([{ text: 'a' }])))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => streamed('{"candidates'))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => answered({}))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => answered([chunk([{ text: 'a' }])]))).toMatchObject({ code: 'bad_response' });
    const failure = { error: { code: 503, message: 'busy', status: 'UNAVAILABLE' } };
    expect(await failureOf(() => streamed(chunk([{ text: 'a' }]), failure))).toMatchObject({
      code: 'overloaded',
      processed: true,
    });
    expect(await failureOf(() => answered(failure))).toMatchObject({ code: 'overloaded', processed: false });
  });
});
