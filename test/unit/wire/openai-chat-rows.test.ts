import { describe, expect, it } from 'vitest';
import { ProviderError } from '../../../src/core/errors.ts';
import { decodeResponse } from '../../../src/wire/openai-chat/decode.ts';
import { GLM_ERRORS } from '../../../src/wire/openai-chat/glm.ts';
import { inSharedWords } from '../../../src/wire/openai-chat/message.ts';
import { decodeStream } from '../../../src/wire/openai-chat/stream.ts';
import { costOf, usageOf } from '../../../src/wire/openai-chat/usage.ts';
import { collect, sse } from './harness.ts';
import { sent } from './sent.ts';

const tools = [{ name: 'f', description: 'does', parameters: { type: 'object', properties: {} } }];
const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };

describe('a wish to reason', () => {
  it.each([
    ['vllm', 'openai/gpt-oss-20b', { effort: 'high' }, { reasoning_effort: 'high' }],
    ['vllm', 'Qwen/Qwen3-8B', { effort: 'none' }, { chat_template_kwargs: { enable_thinking: false } }],
    ['vllm', 'deepseek-ai/DeepSeek-V3.2', { effort: 'high' }, { chat_template_kwargs: { thinking: true } }],
    ['baseten', 'zai-org/GLM-5.2', { effort: 'high' }, { chat_template_args: { enable_thinking: true } }],
    ['moonshot', 'kimi-k3', { effort: 'max' }, { reasoning_effort: 'max' }],
    ['moonshot', 'kimi-k2.6', { effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['moonshot', 'kimi-k2.6', { effort: 'high' }, { thinking: { type: 'enabled', keep: 'all' } }],
    [
      'zai',
      'glm-5.2',
      { effort: 'high' },
      { thinking: { type: 'enabled', clear_thinking: false }, reasoning_effort: 'high' },
    ],
    ['zai', 'glm-4.7', { effort: 'none' }, { thinking: { type: 'disabled' } }],
    ['minimax', 'MiniMax-M3', { effort: 'high' }, { thinking: { type: 'adaptive' } }],
    ['siliconflow', 'zai-org/GLM-5.2', { budgetTokens: 4096 }, { enable_thinking: true, thinking_budget: 4096 }],
    ['siliconflow', 'zai-org/GLM-5.2', { effort: 'none' }, { enable_thinking: false }],
    [
      'fireworks',
      'accounts/fireworks/models/glm-5p2',
      { budgetTokens: 100 },
      { thinking: { type: 'enabled', budget_tokens: 1024 } },
    ],
    ['fireworks', 'accounts/fireworks/models/glm-5p2', { effort: 'medium' }, { reasoning_effort: 'medium' }],
    ['together', 'zai-org/GLM-5.2', { effort: 'none' }, { reasoning: { enabled: false } }],
    ['sarvam', 'sarvam-105b', { effort: 'none' }, { reasoning_effort: null }],
    ['inception', 'mercury-2', { effort: 'none' }, { reasoning_effort: 'instant' }],
    ['upstage', 'solar-pro2', { effort: 'high' }, { reasoning_effort: 'high' }],
    ['upstage', 'solar-pro3', { effort: 'none' }, { reasoning_effort: 'low' }],
    [
      'heroku-inference',
      'claude-4-5-sonnet',
      { budgetTokens: 4000 },
      { extended_thinking: { enabled: true, budget_tokens: 4000, include_reasoning: true } },
    ],
    ['requesty', 'openai/gpt-5.4', { budgetTokens: 4000 }, { reasoning_effort: '4000' }],
    ['helicone', 'claude-4.5-opus', { budgetTokens: 4000 }, { reasoning_options: { budget_tokens: 4000 } }],
    ['poolside', 'poolside/laguna-m.1', { effort: 'xhigh' }, { reasoning: { effort: 'xhigh' } }],
    ['venice', 'zai-org-glm-5-2', { effort: 'none' }, { venice_parameters: { disable_thinking: true } }],
    ['regolo', 'gpt-oss-20b', { effort: 'high' }, { thinking: true, reasoning_effort: 'high' }],
    ['sensenova', 'SenseNova-V6-5-Pro', { effort: 'none' }, { thinking: { enabled: false } }],
    [
      'sea-lion',
      'aisingapore/Llama-SEA-LION-v3.5-70B-R',
      { effort: 'none' },
      { chat_template_kwargs: { thinking_mode: 'off' } },
    ],
  ] as const)('to %s, %s: %j', async (provider, model, reasoning, fields) => {
    const { body } = await sent(provider, { model, reasoning });
    expect(body).toEqual({ ...fields, model, messages: body.messages });
  });

  it.each([
    ['upstage', 'solar-pro2', { effort: 'none' }],
    ['ovhcloud', 'qwen3.6-27b', { effort: 'high' }],
    ['moonshot', 'kimi-k2.7-code', { effort: 'none' }],
  ] as const)('leaves the field out for %s, %s: %j', async (provider, model, reasoning) => {
    const { body } = await sent(provider, { model, reasoning });
    expect(Object.keys(body)).toEqual(['model', 'messages']);
  });

  it('says what became of it where the model has only a switch, or nothing', async () => {
    const { notes: switched } = await sent('vllm', { model: 'qwen3', reasoning: { effort: 'low' } });
    expect(switched).toEqual(['reasoning effort low became on: this model only knows on and off']);
    const { notes: dropped } = await sent('ovhcloud', { model: 'qwen3', reasoning: { effort: 'low' } });
    expect(dropped).toEqual(['reasoning options were dropped: this model has no control for them']);
    const { notes: either } = await sent('requesty', { model: 'm', reasoning: { effort: 'low', budgetTokens: 5 } });
    expect(either).toEqual(['budget_tokens was dropped: this provider takes it or an effort']);
  });
});

describe('what a server cannot', () => {
  it('is not asked of it: AI21 does not stream beside tools, GPT4All never', async () => {
    expect((await sent('ai21', {}, true)).body.stream).toBe(true);
    expect((await sent('ai21', { tools }, true)).body.stream).toBeUndefined();
    expect((await sent('gpt4all', {}, true)).body.stream).toBeUndefined();
  });

  it('is cut to what it takes: AI21 answers with 4096 tokens at most', async () => {
    const { body, notes } = await sent('ai21', { maxTokens: 9000 });
    expect(body.max_tokens).toBe(4096);
    expect(notes).toEqual(['max_tokens became 4096, the most this provider takes']);
    expect((await sent('ai21', { maxTokens: 9 })).body.max_tokens).toBe(9);
    expect((await sent('ai21', {})).body).not.toHaveProperty('max_tokens');
  });

  it('is unsupported where tools would be ignored', async () => {
    await expect(sent('perplexity', { tools })).rejects.toMatchObject({ code: 'unsupported', provider: 'perplexity' });
    await expect(sent('perplexity', { tools: [] })).resolves.toBeDefined();
  });

  it.each([
    ['kimi-k2.6', 'auto'],
    ['kimi-k3', 'required'],
  ])('turns a required tool of %s into %s', async (model, choice) => {
    expect((await sent('moonshot', { model, tools, toolChoice: 'required' })).body.tool_choice).toBe(choice);
  });

  it('drops the temperature of Kimi, and keeps it for Moonshot’s own models', async () => {
    expect((await sent('moonshot', { model: 'kimi-k3', temperature: 0 })).body.temperature).toBeUndefined();
    expect((await sent('moonshot', { model: 'moonshot-v1-8k', temperature: 0 })).body.temperature).toBe(0);
  });
});

describe('a shape of its own', () => {
  it('wraps Writer’s choice of tools, and flattens Reka’s tools', async () => {
    expect((await sent('writer', { tools, toolChoice: { name: 'f' } })).body.tool_choice).toEqual({
      value: { type: 'function', function: { name: 'f' } },
    });
    expect((await sent('reka', { tools, toolChoice: 'required' })).body).toMatchObject({ tools, tool_choice: 'tool' });
  });

  it('hands TGI the bare schema', async () => {
    expect((await sent('tgi', { schema })).body.response_format).toEqual({ type: 'json', value: schema });
  });

  it('names the token limit of OpenAI’s reasoning models behind a gateway', async () => {
    expect((await sent('portkey', { model: '@openai/gpt-5.5', maxTokens: 9 })).body.max_completion_tokens).toBe(9);
    expect((await sent('portkey', { model: '@anthropic/claude-sonnet-5', maxTokens: 9 })).body.max_tokens).toBe(9);
  });
});

describe('an error in the server’s own numbers', () => {
  it.each([
    [{ code: 11200, message: 'AppIdNoAuthError', sid: 's' }, 'auth_rejected'],
    [{ code: 11202, message: 'licc limit', sid: 's' }, 'rate_limited'],
    [{ code: 10013, message: 'audit', sid: 's' }, 'content_filter'],
  ])('%j in a body of HTTP 200 is %s', async (body, code) => {
    const errorWords = { 11200: 'authentication_error', 11202: 'rate_limit_error', 10013: 'content_filter' };
    const decoding = collect(decodeResponse(body, { provider: 'iflytek-spark', dialect: { errorWords } }));
    await expect(decoding).rejects.toBeInstanceOf(ProviderError);
    await expect(decoding).rejects.toMatchObject({ code });
  });

  it('is read in shared words, and stays as it is without them', () => {
    const failure = { message: '余额不足', code: '1113' };
    expect(inSharedWords(failure, { errorWords: GLM_ERRORS }).code).toBe('insufficient_balance');
    expect(inSharedWords(failure, {}).code).toBe('1113');
    expect(inSharedWords({ code: 'toString' }, { errorWords: GLM_ERRORS }).code).toBe('toString');
  });
});

describe('what an answer states', () => {
  it('counts usage that sits in the choice', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    expect(usageOf({ choices: [{ index: 0, usage }] })).toMatchObject({ input: 3, output: 2 });
  });

  it.each([
    ['a number', { usage: { cost: 0.00614 } }],
    ['Perplexity’s object', { usage: { cost: { input_tokens_cost: 0.1, total_cost: 0.00614 } } }],
    ['Venice’s object', { usage: {}, cost: { usd: 0.00614, diem: 0 } }],
  ])('reads a cost given as %s', (_shape, chunk) => {
    expect(costOf(chunk, { statesCost: true })).toBe(6140);
    expect(costOf(chunk, {})).toBeUndefined();
  });
});

describe('signed thinking beside a streamed text', () => {
  const streamed = (...deltas: readonly unknown[]) =>
    collect(
      decodeStream(sse(...deltas.map((delta) => ({ choices: [{ index: 0, delta }] })), '[DONE]'), {
        provider: 'acme',
        dialect: {},
      }),
    );

  it('is put together from LiteLLM’s blocks, the signature closing each', async () => {
    const { raw, reasoning } = await streamed(
      { reasoning_content: 'a', thinking_blocks: [{ type: 'thinking', thinking: 'a', signature: '' }] },
      { reasoning_content: 'b', thinking_blocks: [{ type: 'thinking', thinking: 'b', signature: null }] },
      { thinking_blocks: [{ type: 'thinking', thinking: '', signature: 'S1' }] },
      { thinking_blocks: [{ type: 'redacted_thinking', data: 'D' }] },
      { reasoning_content: 'c', thinking_blocks: [{ type: 'thinking', thinking: 'c', signature: 'S2' }] },
      { content: 'hi' },
    );
    expect(reasoning).toBe('abc');
    expect(raw).toMatchObject({
      items: [
        {
          content: 'hi',
          thinking_blocks: [
            { type: 'thinking', thinking: 'ab', signature: 'S1' },
            { type: 'redacted_thinking', data: 'D' },
            { type: 'thinking', thinking: 'c', signature: 'S2' },
          ],
        },
      ],
    });
  });

  it('is put together from Portkey’s deltas, by index, and shown once', async () => {
    const { raw, reasoning, text } = await streamed(
      { content_blocks: [{ index: 0, delta: { thinking: 'a' } }] },
      { content_blocks: [{ index: 0, delta: { thinking: 'b' } }] },
      { content_blocks: [{ index: 0, delta: { signature: 'S' } }] },
      { content: 'h', content_blocks: [{ index: 1, delta: { text: 'h' } }] },
      { content: 'i', content_blocks: [{ index: 1, delta: { text: 'i' } }] },
    );
    expect({ reasoning, text }).toEqual({ reasoning: 'ab', text: 'hi' });
    expect(raw).toMatchObject({
      items: [
        {
          content_blocks: [
            { type: 'thinking', thinking: 'ab', signature: 'S' },
            { type: 'text', text: 'hi' },
          ],
        },
      ],
    });
  });
});
