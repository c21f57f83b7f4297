import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChatRequest } from '../../src/core/chat.ts';
import { silentLog } from '../../src/core/log.ts';
import { noAuth } from '../../src/core/provider.ts';
import { createEndpoint } from '../../src/http/endpoint.ts';
import { closeTransports } from '../../src/http/transport.ts';
import { hasShared } from '../shared.ts';
import { type RecordedRequest, type Recording, startUpstream, type Upstream } from '../upstream.ts';
import { fromChat, fromGemini, fromMessages } from './neutral.ts';
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
  readonly read: (recording: Recording) => ChatRequest;
  readonly path: RegExp;
};

const SUITES: readonly Suite[] = [
  {
    provider: 'openai',
    api: 'chat.completions',
    spec: '/chat/completions',
    read: fromChat,
    path: /^\/v1\/chat\/completions$/,
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
  { provider: 'anthropic', api: 'messages', spec: '/v1/messages', read: fromMessages, path: /^\/v1\/messages$/ },
  {
    provider: 'google',
    api: 'generateContent',
    spec: '/models/{modelsId}:generateContent',
    read: fromGemini,
    path: /^\/v1\/models\/[\w.-]+:(generateContent|streamGenerateContent\?alt=sse)$/,
  },
];

const isChat = ({ request, response }: Recording): boolean =>
  response.status === 200 &&
  request !== null &&
  !request.url.endsWith(':batchGenerateContent') &&
  typeof request.body === 'object';

describe.runIf(hasShared).each(SUITES)('requests of $provider', ({ provider, api, spec, read, path }) => {
  let check: Check;
  beforeAll(() => {
    check = requestCheck(provider, spec);
  });
  const recordings = recordingsOf(api).filter((recording) => recording.provider === provider && isChat(recording));
  it.each(recordings.map((recording) => [recording.id, recording] as const))(
    '%s fit the specification',
    async (_id, recording) => {
      const { method, url, body } = await emitted(recording, read(recording));
      expect(method).toBe('POST');
      expect(url).toMatch(path);
      expect(check(body)).toEqual([]);
    },
  );

  it('are checked by a specification that refuses nonsense', () => {
    expect(check({ messages: 'x', contents: 'x' })).not.toEqual([]);
  });
});
