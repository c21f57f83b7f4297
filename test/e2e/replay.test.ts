import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { keySets } from '../../src/core/auth.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { cliPath } from '../cli.ts';
import {
  type Expected,
  expectedChat,
  expectedGemini,
  expectedMessages,
  expectedNative,
  expectedResponses,
} from '../contract/expected.ts';
import { expectedConverse } from '../contract/expected-converse.ts';
import { recordingsOf } from '../contract/recordings.ts';
import { isReadable, speaks } from '../contract/replay.ts';
import { verifies } from '../requirements.ts';
import { hasShared } from '../shared.ts';
import { type Recording, scriptOf, startUpstream, type Upstream } from '../upstream.ts';

/** Which recordings a row's own wire speaks; a vendor's other doors are other rows' business. */
const READERS: Readonly<Record<string, (recording: Recording) => Expected>> = {
  'chat.completions': expectedChat,
  responses: expectedResponses,
  chat: expectedNative,
  messages: expectedMessages,
  generateContent: expectedGemini,
  converse: expectedConverse,
};
const rows = new Set(providers.map(({ id }) => id));
const recordings = recordingsOf(...Object.keys(READERS)).filter(
  (recording) => rows.has(recording.provider) && speaks(recording.provider, recording.api) && isReadable(recording),
);

const answered = z.looseObject({
  text: z.string(),
  thinking: z.string().optional(),
  tool_calls: z.array(z.looseObject({ id: z.string(), name: z.string(), arguments: z.string() })).optional(),
  finish_reason: z.string(),
  usage: z.looseObject({ input: z.number().optional(), output: z.number().optional() }),
  provider: z.string(),
  call_id: z.string(),
});
const failed = z.looseObject({
  error: z.looseObject({ code: z.string(), message: z.string(), provider: z.string(), hint: z.string().optional() }),
});

let upstream: Upstream;
let client: Client;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'llmkit-replay-'));
  upstream = await startUpstream({ chunks: [] });
  const upper = [...rows].map((id) => id.toUpperCase().replaceAll('-', '_'));
  client = new Client({ name: 'replay', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [cliPath],
      stderr: 'ignore',
      env: {
        PATH: process.env.PATH ?? '',
        LLMKIT_HOME: home,
        LLMKIT_DISCOVER: '0',
        ...Object.fromEntries(upper.map((id) => [`${id}_BASE_URL`, upstream.url])),
        ...Object.fromEntries(
          providers.flatMap(({ auth }) => keySets(auth).flat()).map((name) => [name, 'key-of-test']),
        ),
      },
    }),
  );
});
afterAll(async () => {
  await client?.close();
  await upstream?.close();
  rmSync(home, { recursive: true, force: true });
});

const call = (name: string, recording: Recording, more: Record<string, unknown> = {}) =>
  client.callTool({
    name,
    arguments: { prompt: 'hello', model: `${recording.provider}/${recording.model}`, ...more },
  });

const named = (list: readonly Recording[]) => list.map((recording) => [recording.id, recording] as const);
const expectedOf = (recording: Recording): Expected => {
  const read = READERS[recording.api];
  if (read === undefined) throw new Error(`No reading for ${recording.api}.`);
  return read(recording);
};

describe.runIf(hasShared)('recorded answers through the whole server', () => {
  it.each(named(recordings.filter(({ response }) => response.status === 200)))('%s', async (_id, recording) => {
    const expected = expectedOf(recording);
    upstream.serve(scriptOf(recording));
    const result = await call('chat', recording);
    if (expected.isError) {
      expect(result.isError).toBe(true);
      expect(failed.parse(result.structuredContent).error.provider).toBe(recording.provider);
      return;
    }
    const chat = answered.parse(result.structuredContent);
    expect(chat).toMatchObject({ finish_reason: expected.finish, provider: recording.provider });
    expect(chat.text.trim()).toBe(expected.text.trim());
    expect((chat.tool_calls ?? []).map(({ name, arguments: json }) => ({ name, arguments: JSON.parse(json) }))).toEqual(
      expected.calls.map(({ name, arguments: value }) => ({ name, arguments: value })),
    );
    if (expected.input !== undefined) expect(chat.usage.input).toBe(expected.input);
    if (expected.output !== undefined) expect(chat.usage.output).toBe(expected.output);

    if (expected.calls.length > 0 || expected.reasoning === '') return;
    upstream.serve(scriptOf(recording));
    const reasoned = answered.parse((await call('reason', recording, { show_thinking: true })).structuredContent);
    expect(reasoned.thinking?.trim()).toBe(expected.reasoning.trim());
  });
});

describe.runIf(hasShared)(
  `recorded errors through the whole server. ${verifies('tools.every-error-has-a-code')}`,
  () => {
    it.each(named(recordings.filter(({ response }) => response.status !== 200)))('%s', async (_id, recording) => {
      upstream.serve(scriptOf(recording));
      const result = await call('chat', recording);
      expect(result.isError).toBe(true);
      const { error } = failed.parse(result.structuredContent);
      expect(error).toMatchObject({ provider: recording.provider, status: recording.response.status });
      expect(error.message.length).toBeLessThanOrEqual(300);
    });
  },
);
