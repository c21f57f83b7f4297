import { describe, expect, it } from 'vitest';
import type { ChatRequest, ReasoningInput } from '../../../src/core/chat.ts';
import type { Message, Part } from '../../../src/core/content.ts';
import { decodeResponse, usageOf } from '../../../src/wire/bedrock-converse/decode.ts';
import { encodeRequest } from '../../../src/wire/bedrock-converse/encode.ts';
import { decodeStream } from '../../../src/wire/bedrock-converse/stream.ts';
import { textOfAnswerTool } from '../../../src/wire/bedrock-converse/structured.ts';
import { failureOf } from '../http/harness.ts';
import { collect, system, user } from './harness.ts';

const encode = (request: Partial<ChatRequest>) =>
  encodeRequest({ model: 'us.anthropic.claude-sonnet-4-6', messages: [user('u')], ...request }, 'bedrock');
const tools = [{ name: 'f', description: '', parameters: { properties: {} } }];
const schema = { type: 'object', properties: { n: { type: 'integer', minimum: 1 } }, required: ['n'] };
const file = (mimeType: string, name?: string): Part => ({
  type: 'file',
  media: { bytes: Buffer.from('x'), mimeType, ...(name === undefined ? {} : { name }) },
});
const call: Message = { role: 'assistant', parts: [], toolCalls: [{ id: 'c1', name: 'old', arguments: '{"a":1}' }] };
const result: Message = { role: 'tool', toolCallId: 'c1', parts: [{ type: 'text', text: 'done' }] };

/** Events as the http layer hands them out. */
async function* frames(...events: readonly (readonly [string, object])[]) {
  for (const [type, event] of events) {
    yield { headers: { ':event-type': type }, payload: Buffer.from(JSON.stringify(event)) };
  }
}

describe('requests to Converse', () => {
  it.each<[string, ReasoningInput, object | undefined]>([
    [
      'us.anthropic.claude-3-7-sonnet-20250219-v1:0',
      { budgetTokens: 2000 },
      { thinking: { type: 'enabled', budget_tokens: 2000 } },
    ],
    [
      'anthropic.claude-sonnet-5',
      { effort: 'high' },
      { thinking: { type: 'adaptive' }, output_config: { effort: 'high' } },
    ],
    [
      'arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-5',
      { effort: 'none' },
      { thinking: { type: 'disabled' } },
    ],
    [
      'us.amazon.nova-2-lite-v1:0',
      { effort: 'max' },
      { reasoningConfig: { type: 'enabled', maxReasoningEffort: 'high' } },
    ],
    ['us.amazon.nova-2-lite-v1:0', { effort: 'none' }, { reasoningConfig: { type: 'disabled' } }],
    ['openai.gpt-oss-120b-1:0', { effort: 'minimal' }, { reasoning_effort: 'low' }],
    ['us.deepseek.r1-v1:0', { effort: 'high' }, undefined],
    ['amazon.nova-micro-v1:0', { effort: 'high' }, undefined],
  ])('%s told %j', (model, reasoning, expected) => {
    const { body, notes } = encode({ model, reasoning });
    expect(body.additionalModelRequestFields).toEqual(expected);
    if (expected === undefined) expect(notes).toHaveLength(1);
  });

  it('leave room for the answer beside a budget, and no limit where none is needed', () => {
    const model = 'anthropic.claude-haiku-4-5-20251001-v1:0';
    expect(encode({ model, reasoning: { budgetTokens: 40_000 } }).body).toMatchObject({
      inferenceConfig: { maxTokens: 48_192 },
    });
    expect(encode({ model }).body).not.toHaveProperty('inferenceConfig');
    expect(encode({ model, maxTokens: 10, temperature: 2 }).body.inferenceConfig).toEqual({
      maxTokens: 10,
      temperature: 1,
    });
  });

  it('hold a model to a schema in the way that it knows', () => {
    const native = encode({ schema }).body;
    expect(native).toMatchObject({ outputConfig: { textFormat: { type: 'json_schema' } } });
    expect(JSON.stringify(native)).not.toContain('minimum');
    const byTool = encode({ schema, model: 'amazon.nova-pro-v1:0' });
    expect(byTool).toMatchObject({
      answersByTool: true,
      body: { toolConfig: { toolChoice: { tool: { name: 'structured_answer' } } } },
    });
    for (const more of [
      { tools },
      { messages: [user('u'), call, result] },
      { reasoning: { effort: 'high' as const }, model: 'amazon.nova-2-lite-v1:0' },
    ]) {
      const words = encode({ schema, model: 'amazon.nova-pro-v1:0', ...more });
      expect(words).toMatchObject({
        answersByTool: false,
        body: { system: [{ text: expect.stringContaining('"n"') }] },
      });
    }
    expect(
      encode({ schema, model: 'meta.llama3-1-70b-instruct-v1:0', messages: [system('s'), user('u')] }).body.system,
    ).toEqual([{ text: 's' }, { text: expect.stringContaining('JSON Schema') }]);
  });

  it('offer tools, and those of earlier calls even when none is offered', () => {
    expect(encode({ tools, toolChoice: { name: 'f' } }).body.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'f', inputSchema: { json: { type: 'object', properties: {} } } } }],
      toolChoice: { tool: { name: 'f' } },
    });
    expect(encode({ tools, toolChoice: 'required' }).body.toolConfig).toMatchObject({ toolChoice: { any: {} } });
    const forced = encode({ tools, toolChoice: 'required', reasoning: { effort: 'high' } });
    expect(forced).toMatchObject({
      body: { toolConfig: { toolChoice: { auto: {} } } },
      notes: [expect.stringContaining('auto')],
    });
    expect(encode({ tools, toolChoice: 'none' }).body).not.toHaveProperty('toolConfig');
    expect(encode({ messages: [user('u'), call, result] }).body.toolConfig).toEqual({
      tools: [{ toolSpec: { name: 'old', inputSchema: { json: { type: 'object' } } } }],
    });
  });

  it('say calls and results in turns, results first', () => {
    expect(encode({ messages: [user('u'), call, user('and?'), result] }).body.messages).toEqual([
      { role: 'user', content: [{ text: 'u' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'c1', name: 'old', input: { a: 1 } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'c1', content: [{ text: 'done' }] } }, { text: 'and?' }] },
    ]);
  });

  it('give Mistral ids that it takes, the same for call and result', () => {
    const raw = { provider: 'bedrock', items: [{ toolUse: { toolUseId: 'c1', name: 'old', input: {} } }] };
    for (const asked of [call, { ...call, raw }]) {
      const [, turn, answer] = JSON.parse(
        JSON.stringify(
          encode({ model: 'mistral.mistral-large-2407-v1:0', messages: [user('u'), asked, result] }).body.messages,
        ),
      );
      expect(turn.content[0].toolUse.toolUseId).toMatch(/^[A-Za-z0-9]{9}$/);
      expect(answer.content[0].toolResult.toolUseId).toBe(turn.content[0].toolUse.toolUseId);
    }
  });

  it('send signed thoughts back as they came, but none to DeepSeek', () => {
    const items = [{ reasoningContent: { reasoningText: { text: 't', signature: 's' } } }, { text: 'a' }];
    const turn: Message = { role: 'assistant', parts: [], raw: { provider: 'bedrock', items } };
    const messages = [user('u'), turn, user('v')];
    expect(encode({ messages }).body.messages).toMatchObject([{}, { role: 'assistant', content: items }, {}]);
    expect(encode({ model: 'us.deepseek.r1-v1:0', messages }).body.messages).toMatchObject([
      {},
      { content: [{ text: 'a' }] },
      {},
    ]);
  });

  it('attach pictures and documents, with names that are allowed, different and beside a text', () => {
    const parts = [
      file('application/pdf', 'a/b_é.final.pdf'),
      file('application/pdf', 'a/b_é.final.pdf'),
      file('application/pdf'),
      { type: 'image' as const, media: { bytes: Buffer.from('x'), mimeType: 'image/png' } },
    ];
    const { messages } = encode({ messages: [{ role: 'user', parts }] }).body;
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { document: { format: 'pdf', name: 'a b final', source: { bytes: 'eA==' } } },
          { document: { format: 'pdf', name: 'a b final 2', source: { bytes: 'eA==' } } },
          { document: { format: 'pdf', name: 'document', source: { bytes: 'eA==' } } },
          { image: { format: 'png', source: { bytes: 'eA==' } } },
          { text: 'The document is attached.' },
        ],
      },
    ]);
    expect(() => encode({ messages: [{ role: 'user', parts: [file('application/zip')] }] })).toThrow(/takes no file/);
  });
});

describe('answers of Converse', () => {
  const usage = { inputTokens: 5, outputTokens: 2, totalTokens: 7 };

  it('count the cache once, wherever the model counts it', () => {
    const cached = { cacheReadInputTokens: 10, cacheWriteInputTokens: 20 };
    expect(usageOf({ ...usage, ...cached, totalTokens: 37 })).toEqual({
      input: 35,
      cachedInput: 10,
      cacheWrite: 20,
      output: 2,
    });
    expect(usageOf({ inputTokens: 35, outputTokens: 2, totalTokens: 37, ...cached })).toMatchObject({ input: 35 });
  });

  it.each([
    ['end_turn', 'stop'],
    ['tool_use', 'tool_calls'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'content_filter'],
    ['content_filtered', 'content_filter'],
    ['malformed_tool_use', 'error'],
    ['something_new', 'stop'],
  ])('that stop for %s end as %s', async (stopReason, finishReason) => {
    const body = { output: { message: { content: [{ text: 'a' }] } }, stopReason, usage };
    expect(await collect(decodeResponse(body, 'acme'))).toMatchObject({ text: 'a', finishReason });
  });

  it('are refused without a message', async () => {
    expect(await failureOf(() => collect(decodeResponse({ output: {} }, 'acme')))).toMatchObject({
      code: 'bad_response',
    });
  });

  it('put streamed blocks together as they would have come whole', async () => {
    const delta = (contentBlockIndex: number, content: object) =>
      ['contentBlockDelta', { contentBlockIndex, delta: content }] as const;
    const { raw, reasoning, text, toolCalls } = await collect(
      decodeStream(
        frames(
          ['messageStart', { role: 'assistant' }],
          delta(0, { reasoningContent: { text: 'hm' } }),
          delta(0, { reasoningContent: { signature: 'sig' } }),
          delta(1, { reasoningContent: { redactedContent: 'cmU=' } }),
          delta(1, { reasoningContent: { redactedContent: 'ZGFjdGVk' } }),
          delta(2, { citation: { title: 'T' } }),
          delta(2, { text: 'cited' }),
          ['contentBlockStart', { contentBlockIndex: 3, start: { toolUse: { toolUseId: 'c', name: 'f' } } }],
          ['contentBlockStop', { contentBlockIndex: 3 }],
          ['messageStop', { stopReason: 'tool_use' }],
          ['metadata', { usage }],
        ),
        'acme',
      ),
    );
    expect({ reasoning, text, toolCalls }).toEqual({
      reasoning: 'hm',
      text: 'cited',
      toolCalls: [{ id: 'c', name: 'f', arguments: '{}' }],
    });
    expect(raw.items).toEqual([
      { reasoningContent: { reasoningText: { text: 'hm', signature: 'sig' } } },
      { reasoningContent: { redactedContent: Buffer.from('redacted').toString('base64') } },
      { citationsContent: { content: [{ text: 'cited' }], citations: [{ title: 'T' }] } },
      { toolUse: { toolUseId: 'c', name: 'f', input: {} } },
    ]);
  });

  it('leave out a call that the token limit cut, and refuse one that was cut otherwise', async () => {
    const cut = (stopReason: string) =>
      collect(
        decodeStream(
          frames(
            ['contentBlockStart', { contentBlockIndex: 0, start: { toolUse: { toolUseId: 'c', name: 'f' } } }],
            ['contentBlockDelta', { contentBlockIndex: 0, delta: { toolUse: { input: '{"a":' } } }],
            ['messageStop', { stopReason }],
          ),
          'acme',
        ),
      );
    expect(await cut('max_tokens')).toMatchObject({ toolCalls: [], finishReason: 'length', raw: { items: [] } });
    expect(await failureOf(() => cut('tool_use'))).toMatchObject({ code: 'bad_response' });
  });

  it('that were given by a tool are text, also in the history', async () => {
    const toolUse = { toolUseId: 'c', name: 'structured_answer', input: { n: 1 } };
    const body = { output: { message: { content: [{ toolUse }] } }, stopReason: 'tool_use', usage };
    expect(await collect(textOfAnswerTool(decodeResponse(body, 'acme')))).toMatchObject({
      text: '{"n":1}',
      toolCalls: [],
      finishReason: 'stop',
      raw: { items: [{ text: '{"n":1}' }] },
    });
  });
});
