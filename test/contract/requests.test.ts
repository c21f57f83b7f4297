import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noAuth } from '../../src/core/auth.ts';
import { type ChatRequest, EFFORTS } from '../../src/core/chat.ts';
import type { Message } from '../../src/core/content.ts';
import { silentLog } from '../../src/core/log.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared } from '../shared.ts';
import { type RecordedRequest, type Recording, startUpstream, type Upstream } from '../upstream.ts';
import { fromChat, fromGemini, fromMessages, fromOllama, fromResponses } from './neutral.ts';
import { recordingsOf } from './recordings.ts';
import { chatFor } from './replay.ts';
import { type Check, requestCheck } from './spec.ts';

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ headers: { 'content-type': 'application/json' }, chunks: ['{}'] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** What the provider's row emits for a neutral request. */
async function emitted(recording: Recording, request: ChatRequest): Promise<RecordedRequest> {
  const endpoint = createEndpoint({
    definition: {
      id: recording.provider,
      name: recording.provider,
      baseUrl: { global: `${upstream.url}/v1` },
      auth: noAuth,
    },
    config: { providers: {}, secret: () => undefined, variable: () => undefined },
    log: silentLog,
  });
  const chat = chatFor(recording)(endpoint, { dataFolder: '/nowhere', log: silentLog });
  const before = upstream.requests.length;
  // The empty answer is an error; only what was asked matters here.
  const failure = await chat
    .chat(request, { signal: new AbortController().signal, stream: recording.response.chunks !== undefined })
    .catch((thrown: unknown) => thrown);
  const found = upstream.requests[before];
  if (found === undefined) throw failure;
  return found;
}

type Suite = {
  readonly provider: string;
  readonly api: string;
  readonly spec: string;
  /** What a request to `/chat/completions` has to fit, where a row speaks both. */
  readonly chatSpec?: string;
  readonly read: (recording: Recording) => ChatRequest;
  readonly path: RegExp;
};

const SUITES: readonly Suite[] = [
  {
    provider: 'openai',
    api: 'responses',
    spec: '/responses',
    read: fromResponses,
    path: /^\/v1\/responses$/,
  },
  {
    provider: 'openai',
    api: 'chat.completions',
    spec: '/responses',
    chatSpec: '/chat/completions',
    read: fromChat,
    // Audio and the models that only chat go through the other door.
    path: /^\/v1\/(responses|chat\/completions)$/,
  },
  {
    provider: 'groq',
    api: 'chat.completions',
    spec: '/openai/v1/chat/completions',
    read: fromChat,
    path: /^\/v1\/chat\/completions$/,
  },
  {
    provider: 'mistral',
    api: 'chat.completions',
    spec: '/v1/chat/completions',
    read: fromChat,
    path: /^\/v1\/chat\/completions$/,
  },
  {
    provider: 'openrouter',
    api: 'chat.completions',
    spec: '/chat/completions',
    read: fromChat,
    path: /^\/v1\/chat\/completions$/,
  },
  { provider: 'ollama', api: 'chat', spec: '/api/chat', read: fromOllama, path: /^\/v1\/api\/chat$/ },
  { provider: 'anthropic', api: 'messages', spec: '/v1/messages', read: fromMessages, path: /^\/v1\/messages$/ },
  {
    provider: 'google',
    api: 'generateContent',
    spec: '/models/{modelsId}:generateContent',
    read: fromGemini,
    path: /^\/v1\/models\/[\w.-]+:(generateContent|streamGenerateContent\?alt=sse)$/,
  },
];

const HELLO: Message = { role: 'user', parts: [{ type: 'text', text: 'hello' }] };
const SCHEMA = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1 } },
  required: ['n'],
  additionalProperties: false,
};
const TOOLS = [
  { name: 'add', description: 'Adds.', parameters: { type: 'object', properties: { a: { type: 'number' } } } },
];
const MODELS: Readonly<Record<string, readonly string[]>> = {
  openai: ['gpt-5.6-terra', 'gpt-5', 'o3', 'gpt-4o-mini'],
  groq: ['openai/gpt-oss-120b', 'qwen/qwen3.8-27b', 'allam-2-7b'],
  mistral: ['mistral-medium-latest', 'magistral-medium-latest', 'ministral-14b-2512'],
  openrouter: ['anthropic/claude-opus-5.5', 'openai/gpt-5.6-terra'],
  ollama: ['gpt-oss:20b', 'qwen3.6', 'tinyllama'],
  anthropic: ['claude-3-5-haiku-latest', 'claude-haiku-4-5', 'claude-sonnet-4-6', 'claude-sonnet-5', 'claude-opus-5-5'],
  google: ['gemini-2.0-flash', 'gemini-2.5-pro', 'gemini-3.8-flash', 'gemini-3-pro-preview'],
};

const isChat = ({ request, response }: Recording): boolean =>
  response.status === 200 &&
  request !== null &&
  !request.url.endsWith(':batchGenerateContent') &&
  typeof request.body === 'object' &&
  // A prompt that is stored at the vendor has no messages.
  !('prompt' in (request.body ?? {}));

describe.runIf(hasShared).each(SUITES)(
  'requests of $provider',
  ({ provider, api, spec, chatSpec = spec, read, path }) => {
    let check: Check;
    let checkChat: Check;
    beforeAll(() => {
      check = requestCheck(provider, spec);
      checkChat = spec === chatSpec ? check : requestCheck(provider, chatSpec);
    });
    const recordings = recordingsOf(api).filter((recording) => recording.provider === provider && isChat(recording));
    it.each(recordings.map((recording) => [recording.id, recording] as const))(
      '%s fit the specification',
      async (_id, recording) => {
        const { method, url, body } = await emitted(recording, read(recording));
        expect(method).toBe('POST');
        expect(url).toMatch(path);
        expect((url.endsWith('/chat/completions') ? checkChat : check)(body)).toEqual([]);
      },
    );

    const [example] = recordings;
    const wishes = EFFORTS.flatMap((effort) => [
      { effort },
      { effort, show: true },
      { budgetTokens: 100 },
      { budgetTokens: 20_000 },
    ]);
    it.each((MODELS[provider] ?? []).map((model) => [model]))(
      'fit it for every reasoning wish to %s',
      async (model) => {
        if (example === undefined) throw new Error(`${provider} has no recordings.`);
        for (const reasoning of wishes) {
          for (const more of [
            {},
            { maxTokens: 2048, temperature: 1.2, schema: SCHEMA },
            { tools: TOOLS, toolChoice: 'required' as const },
          ]) {
            const { body } = await emitted(example, { model, messages: [HELLO], reasoning, ...more });
            expect(check(body), `${JSON.stringify(reasoning)} ${Object.keys(more)}`).toEqual([]);
          }
        }
      },
    );

    it('are checked by a specification that refuses nonsense', () => {
      expect(check({ model: 7, messages: 'x', contents: 'x' })).not.toEqual([]);
    });
  },
);
