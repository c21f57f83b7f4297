import { describe, expect, it } from 'vitest';
import type { Message, Part } from '../../../src/core/content.ts';
import { encodeRequest } from '../../../src/wire/openai-chat/encode.ts';
import { mistralCallId } from '../../../src/wire/openai-chat/mistral-ids.ts';
import { isStrictSchema } from '../../../src/wire/openai-chat/strict-schema.ts';
import { failureOf } from '../http/harness.ts';
import { system, user } from './harness.ts';
import { sent } from './sent.ts';

const schema = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'], additionalProperties: false };
const tools = [{ name: 'f', description: 'does', parameters: { type: 'object', properties: {} } }];
const image: Part = { type: 'image', media: { bytes: Buffer.from('png'), mimeType: 'image/png' } };

describe('requests in the dialects of their providers', () => {
  it('OpenAI: reasoning models get developer, max_completion_tokens and effort, and lose temperature with a note', async () => {
    const request = {
      messages: [system('s'), user('u')],
      maxTokens: 9,
      temperature: 0.5,
      reasoning: { effort: 'max' as const },
    };
    const reasoning = await sent('openai', { ...request, model: 'gpt-5.1' });
    expect(reasoning.body).toMatchObject({
      max_completion_tokens: 9,
      reasoning_effort: 'high',
      messages: [
        { role: 'developer', content: 's' },
        { role: 'user', content: 'u' },
      ],
    });
    expect(reasoning.body).not.toHaveProperty('temperature');
    expect(reasoning.notes.join()).toMatch(/temperature.*|effort/);
    const plain = await sent('openai', { ...request, model: 'gpt-4o-mini' });
    expect(plain.body).toMatchObject({
      max_tokens: 9,
      temperature: 0.5,
      messages: [{ role: 'system' }, { role: 'user' }],
    });
    expect(plain.body).not.toHaveProperty('reasoning_effort');
    expect(plain.notes).toHaveLength(1);
    const off = await sent('openai', { ...request, model: 'gpt-5.6-terra', reasoning: { effort: 'none' } });
    expect(off.body).toMatchObject({ temperature: 0.5, reasoning_effort: 'none' });
  });

  it.each([
    ['o3', 'minimal', 'low'],
    ['gpt-5', 'none', 'minimal'],
    ['gpt-5', 'xhigh', 'high'],
    ['gpt-5.2', 'xhigh', 'xhigh'],
    ['gpt-5.6-sol', 'max', 'max'],
    ['ft:gpt-5-mini:x', 'low', 'low'],
  ] as const)('OpenAI: %s told %s gets %s', async (model, effort, expected) => {
    const { body, notes } = await sent('openai', { model, reasoning: { effort } });
    expect(body.reasoning_effort).toBe(expected);
    expect(notes.length).toBe(effort === expected ? 0 : 1);
  });

  it('asks for usage in a stream only where it must', async () => {
    expect((await sent('openai', {}, true)).body).toMatchObject({
      stream: true,
      stream_options: { include_usage: true },
    });
    expect((await sent('mistral', {}, true)).body).not.toHaveProperty('stream_options');
    expect((await sent('openai', {})).body).not.toHaveProperty('stream');
  });

  it('Mistral: `any` for required, ids of nine characters, high or none', async () => {
    const messages: Message[] = [
      user('u'),
      { role: 'assistant', parts: [], toolCalls: [{ id: 'call_abcdefghijkl', name: 'f', arguments: '{}' }] },
      { role: 'tool', toolCallId: 'call_abcdefghijkl', parts: [{ type: 'text', text: '1' }] },
    ];
    const { body } = await sent('mistral', {
      model: 'mistral-medium-latest',
      messages,
      tools,
      toolChoice: 'required',
      reasoning: { effort: 'low' },
    });
    const id = mistralCallId('call_abcdefghijkl');
    expect(id).toMatch(/^[A-Za-z0-9]{9}$/);
    expect(mistralCallId('abcDEF123')).toBe('abcDEF123');
    expect(body).toMatchObject({
      tool_choice: 'any',
      reasoning_effort: 'high',
      messages: [{}, { content: null, tool_calls: [{ id }] }, { tool_call_id: id }],
    });
  });

  it('DeepSeek: thinking with high or max, an empty reasoning_content, the schema in the prompt', async () => {
    const messages: Message[] = [user('u'), { role: 'assistant', parts: [{ type: 'text', text: 'a' }] }, user('v')];
    const { body, notes } = await sent('deepseek', { messages, reasoning: { effort: 'medium' }, schema });
    expect(body).toMatchObject({
      thinking: { type: 'enabled' },
      reasoning_effort: 'high',
      response_format: { type: 'json_object' },
    });
    expect(body.messages[0]).toMatchObject({ role: 'system', content: expect.stringContaining('JSON') });
    expect(body.messages[2]).toMatchObject({ role: 'assistant', reasoning_content: '' });
    expect(notes).toHaveLength(2);
    expect((await sent('deepseek', { reasoning: { effort: 'none' } })).body).toMatchObject({
      thinking: { type: 'disabled' },
    });
  });

  it('OpenRouter: one reasoning object', async () => {
    expect((await sent('openrouter', { reasoning: { effort: 'xhigh', show: false } })).body.reasoning).toEqual({
      effort: 'xhigh',
      exclude: true,
    });
    expect((await sent('openrouter', { reasoning: { budgetTokens: 2000 } })).body.reasoning).toEqual({
      max_tokens: 2000,
    });
    expect((await sent('openrouter', { reasoning: { show: true } })).body.reasoning).toEqual({ enabled: true });
  });

  it('Groq: efforts by model, reasoning apart from text, no stream beside a schema, text as one string', async () => {
    expect((await sent('groq', { model: 'openai/gpt-oss-120b', reasoning: { effort: 'max' } })).body).toMatchObject({
      reasoning_effort: 'high',
      reasoning_format: 'parsed',
    });
    expect((await sent('groq', { model: 'qwen/qwen3-32b', reasoning: { effort: 'none' } })).body).toMatchObject({
      reasoning_effort: 'none',
    });
    expect((await sent('groq', { model: 'allam-2-7b', reasoning: { effort: 'high' } })).notes).toHaveLength(1);
    const { body } = await sent(
      'groq',
      {
        model: 'openai/gpt-oss-120b',
        schema,
        messages: [
          {
            role: 'user',
            parts: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        ],
      },
      true,
    );
    expect(body).not.toHaveProperty('stream');
    expect(body.messages[0]?.content).toBe('a\n\nb');
  });

  it('structured output is strict only where the schema allows it', async () => {
    const open = { type: 'object', properties: { a: { type: 'string' } } };
    expect((await sent('openai', { schema })).body.response_format).toMatchObject({
      type: 'json_schema',
      json_schema: { schema, strict: true },
    });
    expect((await sent('openai', { schema: open })).body.response_format).toMatchObject({
      json_schema: { strict: false },
    });
    expect(isStrictSchema({ ...schema, properties: { a: open } })).toBe(false);
    expect(isStrictSchema({ type: 'array', items: schema })).toBe(true);
  });

  it.each([
    ['moonshot', { content: '' }, {}],
    ['ai21', { content: '' }, {}],
    ['together', { content: null }, { index: 0 }],
    ['deepseek', { content: null }, {}],
  ])(
    '%s: a message that only calls tools, neutral or its own, says what is demanded',
    async (provider, said, place) => {
      const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
      const raw = { provider, items: [{ role: 'assistant', content: null, tool_calls: [call] }] };
      const toolCalls = [{ id: 'c1', name: 'f', arguments: '{}' }];
      for (const own of [{}, { raw }]) {
        const assistant: Message = { role: 'assistant', parts: [], toolCalls, ...own };
        const { body } = await sent(provider, { messages: [user('u'), assistant], tools });
        expect(body.messages[1]).toMatchObject({ ...said, tool_calls: [{ ...call, ...place }] });
      }
    },
  );

  it('sends the raw items of the same provider and rebuilds those of another', async () => {
    const raw = {
      provider: 'deepseek',
      items: [{ role: 'assistant', content: null, reasoning_content: 'why', tool_calls: [{ id: 'x' }] }],
    };
    const assistant: Message = { role: 'assistant', parts: [{ type: 'text', text: 'said' }], raw };
    expect((await sent('deepseek', { messages: [user('u'), assistant] })).body.messages[1]).toEqual(raw.items[0]);
    expect((await sent('openai', { messages: [user('u'), assistant] })).body.messages[1]).toEqual({
      role: 'assistant',
      content: 'said',
    });
  });
});

describe('parts', () => {
  const context = { provider: 'acme', stream: false, dialect: {} };
  const content = (part: Part) =>
    Reflect.get(
      Object(
        (
          encodeRequest({ model: 'm', messages: [{ role: 'user', parts: [part] }] }, context).body.messages as unknown[]
        )[0],
      ),
      'content',
    );
  it('are encoded as the family takes them', () => {
    expect(content(image)).toEqual([{ type: 'image_url', image_url: { url: 'data:image/png;base64,cG5n' } }]);
    expect(
      content({ type: 'file', media: { bytes: Buffer.from('%PDF'), mimeType: 'application/pdf', name: 'a.pdf' } }),
    ).toEqual([{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBERg==' } }]);
    expect(
      content({ type: 'file', media: { bytes: Buffer.from('x,y'), mimeType: 'text/csv', name: 'a.csv' } }),
    ).toContain('x,y');
    expect(content({ type: 'audio', media: { bytes: Buffer.from('w'), mimeType: 'audio/wav' } })).toEqual([
      { type: 'input_audio', input_audio: { data: 'dw==', format: 'wav' } },
    ]);
  });

  it.each<Part>([
    { type: 'file', media: { bytes: Buffer.from('x'), mimeType: 'application/zip' } },
    { type: 'audio', media: { bytes: Buffer.from('x'), mimeType: 'audio/flac' } },
  ])('without a place are unsupported: $media.mimeType', async (part) => {
    expect(await failureOf(async () => content(part))).toMatchObject({ code: 'unsupported', processed: false });
  });
});
