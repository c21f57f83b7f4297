import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatResult } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/content.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { expectedNative, expectedResponses } from './expected.ts';
import { recordingsOf } from './recordings.ts';
import { chatAt, isReadable } from './replay.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const READERS = { responses: expectedResponses, chat: expectedNative };
const cases = recordingsOf('responses', 'chat')
  .filter((recording) => isReadable(recording) && recording.response.status === 200)
  .filter((recording) => !READERS[recording.api === 'chat' ? 'chat' : 'responses'](recording).isError)
  .map((recording) => [recording.id, recording] as const);

const HELLO: Message = { role: 'user', parts: [{ type: 'text', text: 'hello' }] };

/** What is sent after an answer: the question, the answer with what it came as, the results of its calls. */
const goOn = async (recording: Recording, result: ChatResult, raw: ChatResult['raw']): Promise<unknown[]> => {
  upstream.serve(scriptOf(recording));
  const { text, toolCalls } = result;
  const answer: Message = { role: 'assistant', parts: [{ type: 'text', text }], toolCalls, raw };
  const results = toolCalls.map(
    ({ id, name }): Message => ({ role: 'tool', toolCallId: id, name, parts: HELLO.parts }),
  );
  await chatAt(upstream.url, recording).chat(
    { model: recording.model, messages: [HELLO, answer, ...results, HELLO] },
    { signal: new AbortController().signal, stream: false },
  );
  // Every body of these families has one of them.
  const body = upstream.requests.at(-1)?.body as { input?: unknown[]; messages?: unknown[] };
  return body.input ?? body.messages ?? [];
};

describe.runIf(hasShared)('a recorded answer that is gone on from', () => {
  it.each(cases)('%s goes back to its provider as it came, and to no other', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const result = await chatAt(upstream.url, recording).chat(
      { model: recording.model, messages: [HELLO] },
      { signal: new AbortController().signal, stream: true },
    );
    const items = Array.isArray(result.raw.items) ? result.raw.items : [];
    expect(items.length).toBeGreaterThan(0);
    // An answer in the shape of chat completions is told to another wire in that one's words.
    const isOwn = recording.api === 'chat' || items.every((item) => item.type !== undefined);
    const sent = await goOn(recording, result, result.raw);
    if (isOwn) expect(sent.slice(1, 1 + items.length)).toEqual(items);
    const foreign = await goOn(recording, result, { ...result.raw, provider: 'another' });
    // A bare text looks the same whoever said it.
    const marked = items.filter((item) => Object.keys(item).join() !== 'role,content');
    for (const item of marked) expect(foreign).not.toContainEqual(item);
  });
});
