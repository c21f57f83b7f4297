import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import { decodeResponse } from '../../../src/wire/openai-chat/decode.ts';
import { decodeStream } from '../../../src/wire/openai-chat/stream.ts';
import { encodeRequest } from '../../../src/wire/sap-orchestration/encode.ts';
import { decodeError, unwrapped, unwrappedEvents } from '../../../src/wire/sap-orchestration/sap-orchestration.ts';
import { collect, sse, system, user } from './harness.ts';

// The whole answer has the shape of the example in help.sap.com, Orchestration Workflow V2 (read 2026-11-22); pieces and errors
// are made after the documented ones, no recording was at hand.
const RESULT = {
  id: 'chatcmpl-Btyo',
  object: 'chat.completion',
  created: 1_752_681_500,
  model: 'gpt-4o-2024-08-06',
  system_fingerprint: 'fp_ee1d74bde0',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Email Response' }, finish_reason: 'stop' }],
  usage: { completion_tokens: 196, prompt_tokens: 1621, total_tokens: 1817 },
};
const WHOLE = {
  request_id: '527798de-d43b-93ee-b4bd-6111945ae074',
  intermediate_results: {
    templating: [{ role: 'user', content: '...' }],
    // Before the output was translated: not what the caller gets.
    llm: {
      ...RESULT,
      choices: [{ index: 0, message: { role: 'assistant', content: 'Antwort' }, finish_reason: 'stop' }],
    },
  },
  final_result: RESULT,
};
const chunk = (delta: object, finish = '', more: object = {}) => ({
  request_id: 'r',
  intermediate_results: {},
  final_result: { id: 'c', model: 'gpt-4o', choices: [{ index: 0, delta, finish_reason: finish }], ...more },
});
const FILTERED = {
  error: {
    request_id: 'r',
    code: 400,
    message: 'Content filtered due to safety violations. Please modify the prompt and try again.',
    location: 'Filtering Module - Input Filter',
    intermediate_results: {},
  },
};
const context = { provider: 'sap', dialect: {} };
const streamed = (...data: readonly unknown[]) =>
  collect(decodeStream(unwrappedEvents(sse(...data), 'sap'), context), 'sap');

const ask = (request: Partial<ChatRequest>, stream = false) =>
  encodeRequest({ model: 'gpt-5.4', messages: [system('brief'), user('hello')], ...request }, 'sap', stream);

describe('a request to the orchestration service', () => {
  it('is a template, a model with its parameters, and tools beside the template', () => {
    const tool = { name: 'add', parameters: { type: 'object', properties: {} } };
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer' } },
      required: ['n'],
      additionalProperties: false,
    };
    const { body } = ask(
      { maxTokens: 300, temperature: 0.1, tools: [tool], toolChoice: 'required', schema, reasoning: { effort: 'low' } },
      true,
    );
    expect(body).toEqual({
      config: {
        stream: { enabled: true },
        modules: {
          prompt_templating: {
            model: {
              name: 'gpt-5.4',
              params: { max_tokens: 300, temperature: 0.1, tool_choice: 'required', reasoning_effort: 'low' },
            },
            prompt: {
              template: [
                { role: 'system', content: 'brief' },
                { role: 'user', content: 'hello' },
              ],
              tools: [{ type: 'function', function: tool }],
              response_format: { type: 'json_schema', json_schema: { name: 'answer', schema, strict: true } },
            },
          },
        },
      },
    });
  });

  it('keeps a text that looks like a place to fill in as it is', () => {
    const text = 'What does {{?name}} mean in a template?';
    const { body } = ask({ messages: [user('plain'), user(text), user('{{ ?x }}')] });
    expect(body).toMatchObject({
      config: {
        modules: {
          prompt_templating: {
            prompt: { template: [{ content: 'plain' }, { content: '{{?text_1}}' }, { content: '{{?text_2}}' }] },
          },
        },
      },
      placeholder_values: { text_1: text, text_2: '{{ ?x }}' },
    });
  });

  it('gives Claude a budget', () => {
    const { body } = ask({ model: 'anthropic--claude-4.7-opus', reasoning: { effort: 'medium' } });
    expect(JSON.stringify(body)).toContain('"thinking":{"type":"enabled","budget_tokens":8192}');
  });
});

describe('an answer of the orchestration service', () => {
  it('is the final result, not one in between', async () => {
    expect(await collect(decodeResponse(unwrapped(WHOLE, 'sap'), context), 'sap')).toMatchObject({
      text: 'Email Response',
      finishReason: 'stop',
      usage: { input: 1621, output: 196 },
      model: 'gpt-4o-2024-08-06',
    });
  });

  it('is read from its stream, whose first events tell of modules alone', async () => {
    const opening = { request_id: 'r', intermediate_results: { templating: [] } };
    const usage = { usage: { completion_tokens: 2, prompt_tokens: 7, total_tokens: 9 } };
    const answer = await streamed(
      opening,
      chunk({ role: 'assistant', content: '' }),
      chunk({ content: 'He' }),
      chunk({ content: 'llo' }),
      chunk({ content: '' }, 'stop', usage),
      '[DONE]',
    );
    expect(answer).toMatchObject({ text: 'Hello', finishReason: 'stop', usage: { input: 7, output: 2 } });
  });

  it('calls tools', async () => {
    const call = { index: 0, id: 'call_1', type: 'function', function: { name: 'add', arguments: '' } };
    const answer = await streamed(
      chunk({ role: 'assistant', tool_calls: [call] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }),
      chunk({}, 'tool_calls'),
    );
    expect(answer.toolCalls).toEqual([{ id: 'call_1', name: 'add', arguments: '{"a":1}' }]);
  });

  it('that ends without a reason is cut', async () => {
    await expect(streamed(chunk({ content: 'He' }))).rejects.toMatchObject({ code: 'bad_response' });
    await expect(streamed({ request_id: 'r', intermediate_results: {} })).rejects.toMatchObject({
      code: 'bad_response',
    });
  });

  it('that a filter stopped is a content filter, as a status, as a body and in a stream', async () => {
    expect(decodeError({ body: FILTERED })).toMatchObject({ code: 'content_filter' });
    await expect(streamed(chunk({ content: 'He' }), FILTERED)).rejects.toMatchObject({ code: 'content_filter' });
    const whole = async () => collect(decodeResponse(unwrapped(FILTERED, 'sap'), context), 'sap');
    await expect(whole()).rejects.toMatchObject({ code: 'content_filter' });
    const old = { request_id: 'r', code: 500, message: 'LLM Module failed', location: 'LLM Module' };
    await expect(streamed(old)).rejects.toMatchObject({
      code: 'overloaded',
      message: expect.stringContaining('LLM Module'),
    });
  });

  it('without a result is no answer', () => {
    expect(() => unwrapped({ request_id: 'r' }, 'sap')).toThrow('without a result');
  });
});
