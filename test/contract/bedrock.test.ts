// biome-ignore-all lint/suspicious/noExplicitAny: recordings are read as they are
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/core/errors.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { exceptionFrame } from '../event-frames.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { type Expected, expectedMessages } from './expected.ts';
import { expectedConverse, payloadsOf } from './expected-converse.ts';
import { recordingsOf } from './recordings.ts';
import { ask } from './replay.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** The events inside the frames of InvokeModel, as Anthropic itself would send them. */
function expectedInvoke(recording: Recording): Expected {
  if (recording.response.chunks === undefined) return expectedMessages(recording);
  const chunks = payloadsOf(recording).map(({ event }) => `data: ${Buffer.from(event.bytes, 'base64')}\n\n`);
  return expectedMessages({ ...recording, response: { ...recording.response, chunks } });
}

const converse = recordingsOf('converse');
// Titan and Nova speak their own bodies there; only Claude's are messages.
const invoke = recordingsOf('invoke').filter(({ model }) => model.includes('claude'));
const good = (recordings: readonly Recording[]) =>
  recordings.filter(({ response }) => response.status === 200).map((recording) => [recording.id, recording] as const);
const streamed = good([...converse, ...invoke]).filter(([, { response }]) => response.chunks !== undefined);

async function replays(recording: Recording, expected: Expected): Promise<void> {
  for (const stream of [true, false]) {
    upstream.serve(scriptOf(recording));
    const result = await ask(upstream.url, recording, stream);
    expect(result.text).toBe(expected.text);
    expect(result.reasoning).toBe(expected.reasoning);
    expect(result.finishReason).toBe(expected.finish);
    expect(
      result.toolCalls.map(({ id, name, arguments: text }) => ({ id, name, arguments: JSON.parse(text) })),
    ).toEqual(expected.calls);
    expect(result.usage).toMatchObject({ input: expected.input, output: expected.output });
    if (expected.cached !== undefined) expect(result.usage.cachedInput).toBe(expected.cached);
  }
}

describe.runIf(hasShared)('recorded answers of Bedrock', () => {
  it.each(good(converse))('%s', (_id, recording) => replays(recording, expectedConverse(recording)));
  it.each(good(invoke))('%s through InvokeModel', (_id, recording) => replays(recording, expectedInvoke(recording)));
});

describe.runIf(hasShared)('recorded errors of Bedrock', () => {
  const bad = recordingsOf('converse', 'invoke').filter(({ response }) => response.status !== 200);
  it.each(bad.map((recording) => [recording.id, recording] as const))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const failure = await ask(upstream.url, recording, true).catch((thrown: unknown) => thrown);
    const said: any = recording.response.body;
    expect(failure).toMatchObject({
      code: recording.response.status === 403 ? 'auth_rejected' : 'bad_request',
      status: recording.response.status,
      provider: 'bedrock',
      message: expect.stringContaining(said.message),
    });
  });
});

describe.runIf(hasShared)('a recorded stream of Bedrock', () => {
  const split = (bytes: Buffer, size: number): Buffer[] =>
    Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
      bytes.subarray(index * size, (index + 1) * size),
    );

  it.each(streamed.filter(([, { response }]) => (response.chunks ?? []).length < 40))(
    '%s says the same however its bytes are split',
    async (_id, recording) => {
      const script = scriptOf(recording);
      const bytes = Buffer.concat(script.chunks.map((chunk) => Buffer.from(chunk)));
      upstream.serve(script);
      const whole = await ask(upstream.url, recording, true);
      for (const size of [bytes.length, 997, 101, 17]) {
        upstream.serve({ ...script, chunks: split(bytes, size) });
        expect(await ask(upstream.url, recording, true)).toEqual(whole);
      }
    },
  );

  it.each(streamed)('%s ends as an error wherever it is cut', async (_id, recording) => {
    const script = scriptOf(recording);
    const terminal = payloadsOf(recording).findIndex(
      ({ type, event }) =>
        type === 'messageStop' || /message_stop/.test(Buffer.from(event.bytes ?? '', 'base64').toString()),
    );
    expect(terminal).toBeGreaterThan(0);
    for (const cut of new Set([0, 1, Math.floor(terminal / 2), terminal])) {
      for (const ending of ['end', 'cut'] as const) {
        upstream.serve({ ...script, chunks: script.chunks.slice(0, cut), ending });
        const failure = await ask(upstream.url, recording, true).catch((thrown: unknown) => thrown);
        expect(failure, `after ${cut} frames, ${ending}`).toBeInstanceOf(ProviderError);
        expect(['bad_response', 'network']).toContain((failure as ProviderError).code);
      }
    }
    const last = Buffer.from(script.chunks[terminal] ?? '');
    upstream.serve({ ...script, chunks: [...script.chunks.slice(0, terminal), last.subarray(0, last.length - 3)] });
    await expect(ask(upstream.url, recording, true)).rejects.toMatchObject({ code: 'bad_response' });
  });

  it.each(streamed)('%s is the error that an exception in it names', async (_id, recording) => {
    const script = scriptOf(recording);
    const chunks = [...script.chunks.slice(0, 2), exceptionFrame('throttlingException', 'Too many tokens.')];
    upstream.serve({ ...script, chunks });
    await expect(ask(upstream.url, recording, true)).rejects.toMatchObject({ code: 'rate_limited', processed: true });
  });
});
