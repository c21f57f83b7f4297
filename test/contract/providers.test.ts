import { afterEach, describe, expect, it } from 'vitest';
import { keySets } from '../../src/core/auth.ts';
import { ProviderError } from '../../src/core/errors.ts';
import type { Log } from '../../src/core/log.ts';
import type { ProviderDefinition } from '../../src/core/provider.ts';
import { Secret } from '../../src/core/secret.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { providers } from '../../src/providers/index.generated.ts';
import { startUpstream, type Upstream } from '../upstream.ts';

const KEY = 'test-key-0123456789-abcdef';
const ANSWERS: Readonly<Record<string, unknown>> = {
  messages: {
    type: 'message',
    content: [{ type: 'text', text: 'hi' }],
    stop_reason: 'end_turn',
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  gemini: { candidates: [{ content: { parts: [{ text: 'hi' }] }, finishReason: 'STOP' }] },
  responses: {
    object: 'response',
    status: 'completed',
    output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] }],
  },
  ollama: { message: { role: 'assistant', content: 'hi' }, done: true, done_reason: 'stop' },
  cohere: { message: { role: 'assistant', content: [{ type: 'text', text: 'hi' }] }, finish_reason: 'COMPLETE' },
  chat: { choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] },
};
const ROWS = [
  ['openai', '/responses', { authorization: `Bearer ${KEY}` }, 'responses'],
  ['azure-openai', '/responses', { 'api-key': KEY }, 'responses'],
  ['xai', '/responses', { authorization: `Bearer ${KEY}` }, 'responses'],
  ['meta-model-api', '/responses', { authorization: `Bearer ${KEY}` }, 'responses'],
  ['groq', '/chat/completions', { authorization: `Bearer ${KEY}` }, 'chat'],
  ['mistral', '/chat/completions', { authorization: `Bearer ${KEY}` }, 'chat'],
  ['deepseek', '/chat/completions', { authorization: `Bearer ${KEY}` }, 'chat'],
  ['openrouter', '/chat/completions', { authorization: `Bearer ${KEY}`, 'x-title': 'LLMKit MCP' }, 'chat'],
  ['ollama', '/api/chat', { authorization: `Bearer ${KEY}` }, 'ollama'],
  ['gemma-local', '/api/chat', { authorization: `Bearer ${KEY}` }, 'ollama'],
  ['cohere', '/chat', { authorization: `Bearer ${KEY}` }, 'cohere'],
  ['anthropic', '/messages', { 'x-api-key': KEY, 'anthropic-version': '2023-06-01' }, 'messages'],
  ['google', '/models/model-1:generateContent', { 'x-goog-api-key': KEY }, 'gemini'],
] as const;

let upstream: Upstream;
afterEach(() => upstream.close());

const rowOf = (id: string): ProviderDefinition => {
  const row = providers.find((provider) => provider.id === id);
  if (row === undefined) throw new Error(`There is no ${id}.`);
  return row;
};

function chatOf(id: string, lines: unknown[], key: string | undefined = KEY) {
  const definition = rowOf(id);
  const write = (...line: readonly unknown[]) => lines.push(line);
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const endpoint = createEndpoint({
    definition,
    config: {
      providers: { [id]: { baseUrl: `${upstream.url}/base` } },
      secret: () => (key === undefined ? undefined : new Secret(key)),
      variable: () => undefined,
    },
    log,
  });
  const chat = definition.capabilities.chat?.(endpoint, { dataFolder: '/nowhere', log });
  if (chat === undefined) throw new Error(`${id} has no chat.`);
  return (signal = new AbortController().signal, stream = false) =>
    chat.chat(
      { model: 'model-1', messages: [{ role: 'user', parts: [{ type: 'text', text: 'hello' }] }] },
      { signal, stream },
    );
}

describe.each(ROWS)('%s', (id, path, headers, family) => {
  it('asks at the right address with its own auth, and reads the answer', async () => {
    upstream = await startUpstream({
      headers: { 'content-type': 'application/json' },
      chunks: [JSON.stringify(ANSWERS[family])],
    });
    const lines: unknown[] = [];
    const result = await chatOf(id, lines)();
    expect(result).toMatchObject({ text: 'hi', finishReason: 'stop', raw: { provider: id } });
    expect(upstream.requests[0]).toMatchObject({ method: 'POST', url: `/base${path}`, headers });
    expect(JSON.stringify(lines)).not.toContain(KEY);
  });

  it.each([
    [401, 'auth_rejected'],
    [402, 'quota_exhausted'],
    [404, 'not_found'],
    [429, 'rate_limited'],
    [500, 'overloaded'],
    [529, 'overloaded'],
  ])('reads status %i as %s', async (status, code) => {
    upstream = await startUpstream({
      status,
      headers: { 'retry-after': '2' },
      chunks: [JSON.stringify({ error: { message: `said ${KEY}` } })],
    });
    const failure = await chatOf(id, [])().catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(ProviderError);
    expect(failure).toMatchObject({ code, status, provider: id, retryAfterMs: 2000, processed: false });
    expect(String(failure)).not.toContain(KEY);
  });

  it('lets the upstream go as soon as the caller leaves', async () => {
    const controller = new AbortController();
    let abortedAt = 0;
    upstream = await startUpstream((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(': wait\n\n', () => {
        abortedAt = performance.now();
        controller.abort();
      });
    });
    const failure = await chatOf(id, [])(controller.signal, true).catch((thrown: unknown) => thrown);
    await upstream.clientGone;
    expect(failure).toMatchObject({ code: 'cancelled' });
    expect(performance.now() - abortedAt).toBeLessThan(500);
  });

  it.runIf(rowOf(id).auth.kind !== 'none' && !('optional' in rowOf(id).auth))(
    'names its variable when the key is missing',
    async () => {
      upstream = await startUpstream({ chunks: [] });
      const definition = rowOf(id);
      const config = { providers: {}, secret: () => undefined, variable: () => 'value' };
      const endpoint = createEndpoint({ definition, config, log: { debug() {}, info() {}, warn() {}, error() {} } });
      const failure = await endpoint
        .send('/x', {}, { signal: new AbortController().signal })
        .catch((thrown: unknown) => thrown);
      const [first] = keySets(definition.auth)[0] ?? [];
      expect(failure).toMatchObject({ code: 'not_configured', message: expect.stringContaining(String(first)) });
    },
  );
});

describe('provider rows', () => {
  it('have a default model for every capability, and an https address unless they are local', () => {
    for (const { id, capabilities, defaults, baseUrl, local, checked } of providers) {
      expect(Object.keys(defaults).sort(), id).toEqual(Object.keys(capabilities).sort());
      for (const url of Object.values(baseUrl)) expect(url, id).toMatch(local ? /^http/ : /^https:\/\//);
      expect(checked, id).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });
});
