import { describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../../src/core/chat.ts';
import type { Message } from '../../../src/core/content.ts';
import { encodeRequest } from '../../../src/wire/nlp-cloud/encode.ts';
import { decodeResponse } from '../../../src/wire/nlp-cloud/nlp-cloud.ts';
import { collect, system, user } from './harness.ts';

// Made after the shapes documented at https://docs.nlpcloud.com/#chatbot-and-conversational-ai; no recording was at hand.
const ask = (request: Partial<ChatRequest>) =>
  encodeRequest({ model: 'chatdolphin', messages: [user('hello')], ...request }, 'nlp-cloud');
const assistant = (text: string): Message => ({ role: 'assistant', parts: [{ type: 'text', text }] });

describe('a request to NLP Cloud', () => {
  it('flattens a thread into input, context and history', () => {
    const messages = [
      system('This is a discussion.'),
      user('Hello friend'),
      assistant('Hi'),
      user('How are'),
      user('you?'),
    ];
    expect(ask({ messages })).toEqual({
      body: {
        input: 'How are\n\nyou?',
        context: 'This is a discussion.',
        history: [{ input: 'Hello friend', response: 'Hi' }],
      },
      notes: [],
    });
  });

  it('says the input alone when nothing else was said', () => {
    expect(ask({}).body).toEqual({ input: 'hello' });
  });

  it('takes its own answer back as it was, and joins two in a row', () => {
    const own: Message = { role: 'assistant', parts: [], raw: { provider: 'nlp-cloud', items: [{ response: 'one' }] } };
    const { body } = ask({ messages: [user('a'), own, assistant('two'), user('b')] });
    expect(body.history).toEqual([{ input: 'a', response: 'one\n\ntwo' }]);
  });

  it('tells what it dropped, and puts a schema into the context', () => {
    const { body, notes } = ask({
      schema: { type: 'object' },
      temperature: 1,
      maxTokens: 5,
      reasoning: { effort: 'low' },
    });
    expect(body.context).toContain('JSON Schema');
    expect(notes).toEqual([
      'the schema was put into the prompt: this model does not take it natively',
      'temperature, max_tokens, reasoning was dropped: this wire has none',
    ]);
  });

  it('refuses tools, media and a thread that ends with the other side', () => {
    const tools = [{ name: 'add', parameters: {} }];
    expect(() => ask({ tools })).toThrow('takes no tools');
    expect(() => ask({ messages: [user('x'), { role: 'tool', toolCallId: '1', parts: [] }] })).toThrow(
      'takes no tools',
    );
    expect(() => ask({ messages: [user('x'), assistant('y')] })).toThrow('ends with its own words');
    const picture = { type: 'image', media: { bytes: new Uint8Array([1]), mimeType: 'image/png' } } as const;
    expect(() => ask({ messages: [{ role: 'user', parts: [picture] }] })).toThrow('takes no image');
  });
});

describe('an answer of NLP Cloud', () => {
  it('is its response', async () => {
    const body = { response: 'You can rest.', history: [{ input: 'x', response: 'You can rest.' }] };
    expect(await collect(decodeResponse(body, 'nlp-cloud'), 'nlp-cloud')).toMatchObject({
      text: 'You can rest.',
      finishReason: 'stop',
      usage: {},
      raw: { items: [{ response: 'You can rest.' }] },
    });
  });

  it('is an error when it says one, or nothing', async () => {
    await expect(collect(decodeResponse({ detail: 'model not found' }, 'nlp-cloud'))).rejects.toThrow(
      'model not found',
    );
    await expect(collect(decodeResponse({}, 'nlp-cloud'))).rejects.toMatchObject({ code: 'bad_response' });
  });
});
