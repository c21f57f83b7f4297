import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isKeyOptional, keySets } from '../../src/core/auth.ts';
import { type ChatRequest, EFFORTS } from '../../src/core/chat.ts';
import { ProviderError } from '../../src/core/errors.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { hasShared } from '../shared.ts';
import { type RecordedRequest, scriptOf, startUpstream, type Upstream } from '../upstream.ts';
import { carries } from './carries.ts';
import { READERS } from './expected.ts';
import { familyOf } from './families.ts';
import { recordingsOf } from './recordings.ts';
import { filledRow, KEY, keyVariables, rowChat } from './row.ts';
import { requestCheck } from './spec.ts';
import { faultsOf, SPECS } from './specified.ts';

const ROWS = providers
  .filter(({ capabilities, baseUrl }) => capabilities.chat !== undefined && Object.keys(baseUrl).length > 0)
  .map((row) => [row.id, row] as const);

const TOOLS = [
  { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
];
const SCHEMA = { type: 'object', properties: { n: { type: 'integer' } }, required: ['n'], additionalProperties: false };
const PLAIN: readonly Partial<ChatRequest>[] = [
  {},
  { maxTokens: 2048, temperature: 0.5 },
  { schema: SCHEMA },
  { tools: TOOLS, toolChoice: 'auto' },
  { tools: TOOLS, toolChoice: 'required' },
  { tools: TOOLS, toolChoice: { name: 'add' } },
  {
    messages: [
      { role: 'system', parts: [{ type: 'text', text: 'Be short.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'hello' }] },
      { role: 'assistant', parts: [], toolCalls: [{ id: 'call12345', name: 'add', arguments: '{"a":1}' }] },
      { role: 'tool', toolCallId: 'call12345', name: 'add', parts: [{ type: 'text', text: '2' }] },
    ],
    tools: TOOLS,
  },
];
const WISHES: readonly Partial<ChatRequest>[] = [
  ...EFFORTS.map((effort) => ({ reasoning: { effort } })),
  { reasoning: { budgetTokens: 20_000 } },
  { reasoning: { effort: 'high', budgetTokens: 4000, show: true } },
];

const RECORDED = recordingsOf('chat.completions', 'messages', 'generateContent').filter(
  ({ response, request }) => response.status === 200 && !request?.url.endsWith(':batchGenerateContent'),
);

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const TOKEN = {
  access_token: 'exchanged-token',
  token_type: 'Bearer',
  expires_in: 3600,
  expires_at: 4_102_444_800_000,
};

/** Answers as the family of each request documents it; an exchange of a key for a token gets a token. */
const answering = (isStream: boolean) => (request: RecordedRequest, response: import('node:http').ServerResponse) => {
  const family = familyOf(request);
  const streamed = isStream ? family?.streamed : undefined;
  response.writeHead(200, { 'content-type': streamed === undefined ? 'application/json' : 'text/event-stream' });
  response.end(streamed ?? JSON.stringify(family?.whole ?? TOKEN));
};

describe.each(ROWS)('%s', (id, row) => {
  const filled = filledRow(row);
  const keys = keyVariables(row.auth);

  it.each([
    ['whole', false],
    ['streamed', true],
  ])('asks at its own address with its own auth and headers, and reads the answer that comes %s', async (_, stream) => {
    upstream.serve(answering(stream));
    const before = upstream.requests.length;
    const { ask, asked, lines } = rowChat(row, upstream.url);
    const result = await ask({}, { stream });
    const place = upstream.requests.slice(before).findIndex((request) => familyOf(request) !== undefined);
    const [request, sent] = [upstream.requests[before + place], asked[place]];
    if (request === undefined || sent === undefined) throw new Error(`State the family of ${id} in families.ts.`);

    expect(result).toMatchObject({ text: 'hi', finishReason: 'stop', raw: { provider: id } });
    expect(sent.url.startsWith(`${filled.baseUrl}/`), `${sent.url} below ${filled.baseUrl}`).toBe(true);
    expect(sent.url).not.toMatch(/[{}]|undefined/);
    expect(sent.headers).toMatchObject(filled.headers);
    carries(row.auth, sent, keys);
    expect(request.method).toBe('POST');
    expect(request.text).toContain('hello');
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it.each([
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [529, 'overloaded'],
  ])('reads status %i as %s without repeating the key', async (status, code) => {
    upstream.serve((request, response) => {
      const isAsked = familyOf(request) !== undefined;
      response.writeHead(isAsked ? status : 200, { 'content-type': 'application/json', 'retry-after': '2' });
      response.end(JSON.stringify(isAsked ? { error: { message: `said ${keys.length > 0 ? KEY : 'no'}` } } : TOKEN));
    });
    const { ask, lines } = rowChat(row, upstream.url);
    const failure = await ask().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
    expect(`${failure} ${JSON.stringify(failure)} ${JSON.stringify(lines)}`).not.toContain(KEY);
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    const gone = Promise.withResolvers<void>();
    let abortedAt = 0;
    upstream.serve((request, response) => {
      if (familyOf(request) === undefined) {
        response.end(JSON.stringify(TOKEN));
        return;
      }
      response.on('close', gone.resolve);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': wait\n\n', () => {
        abortedAt = performance.now();
        controller.abort();
      });
    });
    const { ask } = rowChat(row, upstream.url);
    const failure = await ask({}, { signal: controller.signal, stream: true }).catch((thrown: unknown) => thrown);
    if (abortedAt === 0) throw failure;
    await gone.promise;
    expect(failure).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - abortedAt).toBeLessThan(5_000);
  });

  const needsKey = keySets(row.auth).length > 0 && !isKeyOptional(row.auth);
  it(needsKey ? 'names its variable when the key is missing' : 'asks without a key', async () => {
    upstream.serve(answering(false));
    const { ask, asked } = rowChat(row, upstream.url, false);
    if (!needsKey) {
      await expect(ask()).resolves.toMatchObject({ text: 'hi' });
      expect(asked[0]?.headers.authorization).toBeUndefined();
      return;
    }
    const [first] = keySets(row.auth)[0] ?? [];
    await expect(ask()).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining(String(first)),
    });
    expect(asked).toEqual([]);
  });

  it.runIf(hasShared)('emits bodies that fit the specification', async () => {
    upstream.serve(answering(false));
    const { ask } = rowChat(row, upstream.url);
    const wishes = SPECS[id] === undefined ? PLAIN : [...PLAIN, ...WISHES];
    const models = SPECS[id] === undefined ? [row.defaults.chat] : [row.defaults.chat, ...(row.models ?? [])];
    for (const [model, wish] of models.flatMap((one) => wishes.map((wish) => [one ?? 'model-1', wish] as const))) {
      const before = upstream.requests.length;
      const refusal = await ask({ model, ...wish }).catch((thrown: unknown) => thrown);
      const request = upstream.requests.slice(before).find((one) => familyOf(one) !== undefined);
      if (request === undefined) {
        expect(refusal, JSON.stringify(wish)).toMatchObject({ code: 'unsupported' });
        continue;
      }
      expect(faultsOf(row, request), `${model} ${JSON.stringify(wish)} ${request.text}`).toEqual([]);
    }
  });

  const recorded = RECORDED.filter(({ provider }) => provider === id);
  if (recorded.length === 0) return;
  it('reads its own recorded answers', async () => {
    for (const stream of [false, true]) {
      const recording = recorded.find(({ response }) => (response.chunks !== undefined) === stream);
      const expected = recording === undefined ? undefined : READERS[recording.api]?.(recording);
      if (recording === undefined || expected === undefined) continue;
      const { headers, chunks } = scriptOf(recording);
      upstream.serve((request, response) => {
        const isAsked = familyOf(request) !== undefined;
        response.writeHead(200, isAsked ? headers : { 'content-type': 'application/json' });
        response.end(isAsked ? Buffer.concat(chunks.map((piece) => Buffer.from(piece))) : JSON.stringify(TOKEN));
      });
      const result = await rowChat(row, upstream.url).ask({}, { stream });
      expect(result.text.trim(), recording.id).toBe(expected.text.trim());
      expect(result.finishReason, recording.id).toBe(expected.finish);
    }
  });
});

it.runIf(hasShared).each(Object.entries(SPECS))(
  'the specification of %s refuses nonsense',
  (_id, [provider, path, file]) => {
    expect(requestCheck(provider, path, file)({ messages: 'x', contents: 'x' })).not.toEqual([]);
  },
);
