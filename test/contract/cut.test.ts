import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/core/errors.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { recordingsOf } from './recordings.ts';
import { ask, isReadable } from './replay.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const streamed = recordingsOf('chat.completions', 'responses', 'chat', 'messages', 'generateContent').filter(
  (recording) => isReadable(recording) && recording.response.status === 200 && recording.response.chunks !== undefined,
);

/** The chunk after which an answer is whole: a finish reason, `[DONE]` or the protocol's closing event. */
const TERMINAL =
  /"finish_?[rR]eason":\s*"|\[DONE\]|"blockReason"|message_stop|response\.(completed|incomplete)|message-end|stream-end|"done":\s*true|"error":\s*[{"]/;
const terminalChunk = ({ response }: Recording): number =>
  (response.chunks ?? []).findIndex((chunk) => TERMINAL.test(chunk));

/** Up to six cuts, spread over what comes before the end, the first and the last place among them. */
function cutsOf(recording: Recording): readonly number[] {
  const end = terminalChunk(recording);
  const step = Math.max(1, Math.floor(end / 5));
  return [...new Set([...Array.from({ length: 6 }, (_, index) => index * step), end])].filter((cut) => cut <= end);
}

const cases = streamed.map((recording) => [recording.id, recording] as const);

describe.runIf(hasShared)('a recorded stream that is cut', () => {
  it.each(cases)('%s ends as an error wherever it stops', async (_id, recording) => {
    const whole = scriptOf(recording);
    for (const cut of cutsOf(recording)) {
      for (const ending of ['end', 'cut'] as const) {
        upstream.serve({ ...whole, chunks: whole.chunks.slice(0, cut), ending });
        const failure = await ask(upstream.url, recording, true).catch((thrown: unknown) => thrown);
        expect(failure, `after chunk ${cut}, ${ending}`).toBeInstanceOf(ProviderError);
        expect(['bad_response', 'network']).toContain((failure as ProviderError).code);
      }
    }
  });

  it.each(cases)('%s ends as an error when it stops inside its terminal event', async (_id, recording) => {
    const whole = scriptOf(recording);
    const end = terminalChunk(recording);
    const last = Buffer.from(whole.chunks[end] ?? '');
    // Half of the closing event, whatever precedes it in the same chunk.
    upstream.serve({
      ...whole,
      chunks: [...whole.chunks.slice(0, end), last.subarray(0, Math.floor(last.length / 3))],
    });
    await expect(ask(upstream.url, recording, true)).rejects.toBeInstanceOf(ProviderError);
  });

  /** The last word of each protocol; what a gateway appends to it is not waited for. */
  const LAST: Readonly<Record<string, RegExp>> = {
    responses: /response\.(completed|incomplete)/,
    chat: /message-end|stream-end|"done":\s*true/,
  };
  const isClosed = ({ api, response }: Recording): boolean =>
    (LAST[api] ?? /\[DONE\]|message_stop/).test((response.chunks ?? []).at(-1) ?? '');
  const closed = cases.filter(([, recording]) => isClosed(recording));
  it.each(closed)('%s ends as an error when the connection breaks before its last event', async (_id, recording) => {
    const whole = scriptOf(recording, { ending: 'cut' });
    upstream.serve({ ...whole, chunks: whole.chunks.slice(0, -1) });
    await expect(ask(upstream.url, recording, true)).rejects.toBeInstanceOf(ProviderError);
  });
});

describe.runIf(hasShared)('a recorded stream whose bytes are split elsewhere', () => {
  const small = streamed.filter(({ response }) => (response.chunks ?? []).join('').length < 6000).slice(0, 12);
  it.each(small.map((recording) => [recording.id, recording] as const))('%s says the same', async (_id, recording) => {
    const bytes = Buffer.from((recording.response.chunks ?? []).join(''));
    const answers: unknown[] = [];
    for (const size of [bytes.length, 1009, 97, 13]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
        bytes.subarray(index * size, (index + 1) * size),
      );
      upstream.serve({ ...scriptOf(recording), chunks });
      answers.push(await ask(upstream.url, recording, true).catch((thrown: unknown) => String(thrown)));
    }
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });
});
