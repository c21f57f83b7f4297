import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { decodeResponse, decodeStream } from '../../../src/wire/ollama/decode.ts';
import { encodeRequest } from '../../../src/wire/ollama/encode.ts';
import { decodeResponse as decodeVectors } from '../../../src/wire/ollama-embed.ts';
import { failureOf } from '../http/harness.ts';
import { collect, sse, user } from './harness.ts';

const line = (message: object, more: object = {}) => ({ model: 'm', message, done: false, ...more });
const done = (message: object = { content: '' }, reason = 'stop') =>
  line(message, { done: true, done_reason: reason, prompt_eval_count: 12, eval_count: 3 });
const streamed = (...data: readonly unknown[]) => collect(decodeStream(sse(...data), 'acme'));
const answered = (body: unknown) => collect(decodeResponse(body, 'acme'));
const call = { function: { name: 'add', arguments: { a: 1 } } };

describe('an answer of Ollama', () => {
  it.each([
    ['stop', { content: 'hi' }, 'stop'],
    ['length', { content: 'hi' }, 'length'],
    ['load', { content: '' }, 'stop'],
    ['stop', { content: '', tool_calls: [call] }, 'tool_calls'],
    ['length', { content: '', tool_calls: [call] }, 'length'],
  ])('%s with %o, streamed or whole, is %s', async (reason, message, expected) => {
    expect((await answered(done(message, reason))).finishReason).toBe(expected);
    expect((await streamed(line(message), done({ content: '' }, reason))).finishReason).toBe(expected);
  });

  it('has thoughts, calls without ids and counts, and goes back as it came', async () => {
    const result = await streamed(
      line({ content: '', thinking: 'H' }),
      line({ content: '', thinking: 'm.' }),
      line({ content: '', tool_calls: [call] }),
      line({ content: '', tool_calls: [call] }),
      done(),
    );
    expect(result).toMatchObject({
      reasoning: 'Hm.',
      toolCalls: [
        { id: 'call_0_add', name: 'add', arguments: '{"a":1}' },
        { id: 'call_1_add', name: 'add', arguments: '{"a":1}' },
      ],
      usage: { input: 12, output: 3 },
    });
    expect(result.raw.items).toEqual([{ role: 'assistant', content: '', thinking: 'Hm.', tool_calls: [call, call] }]);
  });

  it('whose model writes its thoughts into the text has them taken out', async () => {
    const result = await streamed(line({ content: '<think>Hm.' }), line({ content: '</think>\n\nhi' }), done());
    expect(result).toMatchObject({ reasoning: 'Hm.', text: 'hi' });
  });

  it('that holds an error line is that error, unprocessed only before the first output', async () => {
    const error = { error: 'model runner has unexpectedly stopped' };
    expect(await failureOf(() => streamed(error))).toMatchObject({ code: 'overloaded', processed: false });
    expect(await failureOf(() => streamed(line({ content: 'h' }), error))).toMatchObject({ processed: true });
  });

  it('that never says it is done is a broken one', async () => {
    expect(await failureOf(() => streamed(line({ content: 'hi' })))).toMatchObject({ code: 'bad_response' });
    expect(await failureOf(() => answered({}))).toMatchObject({ code: 'bad_response' });
  });
});

const ask = (request: Partial<ChatRequest> = {}, stream = false) =>
  encodeRequest({ model: 'qwen3.6', messages: [user('hello')], ...request }, { provider: 'ollama', stream });

describe('a request to Ollama', () => {
  it('says whether to stream, because it would', () => {
    expect(ask().body).toEqual({ model: 'qwen3.6', messages: [{ role: 'user', content: 'hello' }], stream: false });
    expect(ask({}, true).body.stream).toBe(true);
  });

  it.each([
    ['hello', 100, undefined],
    ['word '.repeat(1200), undefined, 4096],
    ['word '.repeat(9000), undefined, 16_384],
    ['語'.repeat(5000), undefined, 8192],
    ['hello', 6000, 8192],
  ])('makes room for %.8s… and %s tokens of answer in a context of %s', (text, maxTokens, expected) => {
    const { body } = ask({ messages: [user(text)], ...(maxTokens === undefined ? {} : { maxTokens }) });
    expect((body.options as { num_ctx?: number } | undefined)?.num_ctx).toBe(expected);
  });

  it('says when no context is large enough', () => {
    const { body, notes } = ask({ messages: [user('word '.repeat(100_000))] });
    expect(body.options).toEqual({ num_ctx: 131_072 });
    expect(notes).toEqual(['the input may be cut: it needs more than the 131072 tokens asked for']);
  });

  it.each([
    ['qwen3.6', 'none', false],
    ['qwen3.6', 'high', true],
    ['gpt-oss:20b', 'none', 'low'],
    ['gpt-oss:20b', 'max', 'high'],
  ] as const)('spells thinking of %s at %s as %s', (model, effort, think) => {
    expect(ask({ model, reasoning: { effort } }).body.think).toBe(think);
  });

  it('tells calls as objects, results by name, images as bytes', () => {
    const media = { bytes: new Uint8Array([1, 2, 3]), mimeType: 'image/png' };
    const { body } = ask({
      messages: [
        {
          role: 'user',
          parts: [
            { type: 'text', text: 'add' },
            { type: 'image', media },
          ],
        },
        { role: 'assistant', parts: [], toolCalls: [{ id: 'call_1', name: 'add', arguments: '{"a":1}' }] },
        { role: 'tool', toolCallId: 'call_1', parts: [{ type: 'text', text: '3' }] },
      ],
    });
    expect(body.messages).toEqual([
      { role: 'user', content: 'add', images: ['AQID'] },
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'call_1', function: { name: 'add', arguments: { a: 1 } } }],
      },
      { role: 'tool', content: '3', tool_name: 'add', tool_call_id: 'call_1' },
    ]);
  });

  it('gives its own turns back unchanged, and nobody else’s', () => {
    const own = { role: 'assistant', content: '', thinking: 'Hm.', tool_calls: [call] };
    const parts = [{ type: 'text' as const, text: 'hi' }];
    const turn = (provider: string, item: object) =>
      ask({ messages: [{ role: 'assistant', parts, raw: { provider, items: [item] } }] }).body.messages;
    expect(turn('ollama', own)).toEqual([own]);
    const rebuilt = [{ role: 'assistant', content: 'hi' }];
    expect(turn('acme', own)).toEqual(rebuilt);
    const foreign = { role: 'assistant', content: '', tool_calls: [{ function: { name: 'add', arguments: '{}' } }] };
    expect(turn('ollama', foreign)).toEqual(rebuilt);
  });

  it('puts a schema into the format, or into the prompt beside tools', () => {
    const schema = { type: 'object' };
    const tools = [{ name: 'now', parameters: {} }];
    expect(ask({ schema }).body.format).toEqual(schema);
    const both = ask({ schema, tools });
    expect(both.body).not.toHaveProperty('format');
    expect(both.notes).toEqual(['the schema was put into the prompt: this provider does not take it beside tools']);
    expect(ask({ tools, toolChoice: 'none' }).body).not.toHaveProperty('tools');
  });
});

describe('vectors of Ollama', () => {
  it('come in its own shapes and in that of OpenAI', () => {
    for (const body of [{ embeddings: [[1, 0]] }, { embedding: [1, 0] }, { data: [{ embedding: [1, 0] }] }]) {
      expect(decodeVectors(body, 1, 'acme').vectors).toEqual([Float32Array.from([1, 0])]);
    }
    expect(() => decodeVectors({ embeddings: [[1, 0]] }, 2, 'acme')).toThrow('is not the 2 asked for');
    expect(() => decodeVectors({ error: 'no such model' }, 1, 'acme')).toThrow('no such model');
  });
});
