import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProviderError } from '../../src/core/errors.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { READERS } from './expected.ts';
import { recordingsOf } from './recordings.ts';
import { ask, isReadable } from './replay.ts';

const STATUS_CODES: Readonly<Record<number, readonly string[]>> = {
  400: ['bad_request', 'auth_rejected', 'content_filter'],
  401: ['auth_rejected'],
  404: ['not_found'],
  422: ['bad_request'],
  429: ['rate_limited'],
  500: ['overloaded'],
};

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const all = recordingsOf(...Object.keys(READERS)).filter(isReadable);
const named = (recordings: readonly Recording[]) => recordings.map((recording) => [recording.id, recording] as const);

describe.runIf(hasShared)('recorded answers', () => {
  it.each(named(all.filter(({ response }) => response.status === 200)))('%s', async (_id, recording) => {
    const expected = READERS[recording.api]?.(recording);
    if (expected === undefined) throw new Error(`No reading for ${recording.api}.`);
    for (const stream of [true, false]) {
      upstream.serve(scriptOf(recording));
      const asking = ask(upstream.url, recording, stream);
      if (expected.isError) {
        await expect(asking).rejects.toBeInstanceOf(ProviderError);
        continue;
      }
      const result = await asking;
      expect(result.text.trim()).toBe(expected.text.trim());
      expect(result.reasoning).toBe(expected.reasoning);
      expect(result.finishReason).toBe(expected.finish);
      expect(result.toolCalls.map((call) => ({ name: call.name, arguments: JSON.parse(call.arguments) }))).toEqual(
        expected.calls.map(({ name, arguments: value }) => ({ name, arguments: value })),
      );
      for (const [index, { id }] of expected.calls.entries()) if (id) expect(result.toolCalls[index]?.id).toBe(id);
      if (expected.input !== undefined) expect(result.usage.input).toBe(expected.input);
      if (expected.output !== undefined) expect(result.usage.output).toBe(expected.output);
      if (expected.cached !== undefined) expect(result.usage.cachedInput).toBe(expected.cached);
      expect(result.raw.provider).toBe(recording.provider);
    }
  });
});

describe.runIf(hasShared)('recorded errors', () => {
  it.each(named(all.filter(({ response }) => response.status !== 200)))('%s', async (_id, recording) => {
    upstream.serve(scriptOf(recording));
    const failure = await ask(upstream.url, recording, true).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ provider: recording.provider, status: recording.response.status });
    // The line above has shown what it is.
    const { code, message } = failure as ProviderError;
    expect(STATUS_CODES[recording.response.status]).toContain(code);
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).toContain(recording.provider);
  });
});
