import { beforeAll, describe, expect, it } from 'vitest';
import { type ChatRequest, EFFORTS } from '../../src/core/chat.ts';
import { encodeRequest } from '../../src/wire/bedrock-converse/encode.ts';
import { hasShared } from '../shared.ts';
import { fromConverse } from './neutral-converse.ts';
import { recordingsOf } from './recordings.ts';
import { smithyCheck } from './smithy.ts';
import type { Check } from './spec.ts';

/** Members that recorded requests have and the model of 2024 lacks. */
const NEWER = ['outputConfig', 'type', 'citationsContent', 'systemTool'];
const MODELS = [
  'us.anthropic.claude-3-7-sonnet-20250219-v1:0',
  'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  'us.anthropic.claude-sonnet-4-6',
  'us.anthropic.claude-sonnet-5',
  'anthropic.claude-opus-5-5',
  'us.amazon.nova-2-lite-v1:0',
  'amazon.nova-micro-v1:0',
  'openai.gpt-oss-120b-1:0',
  'us.deepseek.r1-v1:0',
  'mistral.mistral-large-3-675b-instruct',
  'meta.llama3-1-70b-instruct-v1:0',
];

describe.runIf(hasShared)('requests of Bedrock', () => {
  let check: Check;
  beforeAll(() => {
    check = smithyCheck('bedrock', 'bedrock-runtime.smithy.json', 'ConverseRequest', NEWER);
  });
  const recordings = recordingsOf('converse').filter(({ request }) => request !== null);

  it.each(recordings.map((recording) => [recording.id, recording] as const))('%s fit the model', (_id, recording) => {
    expect(check(encodeRequest(fromConverse(recording), 'bedrock').body)).toEqual([]);
  });

  it.each(MODELS)('fit it for every reasoning wish to %s', (model) => {
    const hello: ChatRequest = { model, messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] };
    const schema = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'] };
    const tools = [{ name: 'add', description: '', parameters: { properties: { a: { type: 'number' } } } }];
    const choices = ['auto', 'none', 'required', { name: 'add' }] as const;
    for (const effort of [...EFFORTS, undefined]) {
      const reasoning = effort === undefined ? { budgetTokens: 3000 } : { effort };
      for (const more of [
        {},
        { schema, temperature: 0.5 },
        ...choices.map((toolChoice) => ({ tools, toolChoice, maxTokens: 4000 })),
      ]) {
        expect(check(encodeRequest({ ...hello, reasoning, ...more }, 'bedrock').body)).toEqual([]);
      }
    }
  });

  it('are checked by a model that refuses nonsense', () => {
    expect(check({ messages: 'x' })).toEqual(['/messages is no list']);
    expect(check({ messages: [{ role: 'robot', content: [{ text: 'a', image: {} }] }], extra: 1 })).toHaveLength(5);
  });
});
