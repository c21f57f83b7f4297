import { afterEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/core/content.ts';
import { silentLog } from '../../../src/core/log.ts';
import { createEndpoint } from '../../../src/http/endpoint.ts';
import { ollama } from '../../../src/wire/ollama/ollama.ts';
import { openaiResponsesDialect } from '../../../src/wire/openai-responses/openai-dialect.ts';
import { openaiResponses } from '../../../src/wire/openai-responses/openai-responses.ts';
import { type Handler, startUpstream, type Upstream } from '../../upstream.ts';
import { anySignal, endpointFor, failureOf } from '../http/harness.ts';
import { user } from './harness.ts';

let upstream: Upstream;
afterEach(() => upstream.close());

const RESPONSE = { object: 'response', output: [{ type: 'message', content: [{ type: 'output_text', text: 'hi' }] }] };
const COMPLETION = { choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }] };

/** A server that speaks some of the paths. */
const serving =
  (answers: Readonly<Record<string, unknown>>): Handler =>
  ({ url }, response) => {
    const answer = answers[url];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { error: { message: 'Not found.' } }));
  };
const paths = () => upstream.requests.map(({ url }) => url);
const host = { dataFolder: '/nowhere', log: silentLog };
const family = openaiResponses(openaiResponsesDialect);
const asker =
  (chat = family(endpointFor(upstream.url), host)) =>
  (model = 'gpt-5.6-terra', messages: readonly Message[] = [user('hello')]) =>
    chat.chat({ model, messages }, { signal: anySignal(), stream: false });

describe('the door to chat completions', () => {
  it("is taken when an operator's own server has no responses, for that model from then on", async () => {
    upstream = await startUpstream(serving({ '/chat/completions': COMPLETION }));
    const ask = asker();
    expect(await ask()).toMatchObject({ text: 'hi' });
    expect(await ask()).toMatchObject({ text: 'hi' });
    expect(paths()).toEqual(['/responses', '/chat/completions', '/chat/completions']);
    await ask('gpt-5');
    expect(paths().slice(3)).toEqual(['/responses', '/chat/completions']);
  });

  it('is tried again after a model that neither door knows', async () => {
    upstream = await startUpstream(serving({}));
    const ask = asker();
    expect(await failureOf(ask)).toMatchObject({ code: 'not_found', status: 404 });
    upstream.serve(serving({ '/responses': RESPONSE }));
    expect(await ask()).toMatchObject({ text: 'hi' });
    expect(paths()).toEqual(['/responses', '/chat/completions', '/responses']);
  });

  it('stays shut at the provider itself, whose 404 means the model', async () => {
    upstream = await startUpstream(serving({ '/chat/completions': COMPLETION }));
    const endpoint = createEndpoint({
      definition: { id: 'acme', name: 'Acme', baseUrl: { global: upstream.url }, auth: { kind: 'none' } },
      config: { providers: {}, secret: () => undefined, variable: () => undefined },
      log: silentLog,
    });
    expect(await failureOf(asker(family(endpoint, host)))).toMatchObject({ code: 'not_found' });
    expect(paths()).toEqual(['/responses']);
  });

  it('is the only one for audio, and for models that only chat', async () => {
    upstream = await startUpstream(serving({ '/chat/completions': COMPLETION, '/responses': RESPONSE }));
    const media = { bytes: new Uint8Array([1]), mimeType: 'audio/wav' };
    const ask = asker();
    await ask('gpt-5.6-terra', [{ role: 'user', parts: [{ type: 'audio', media }] }]);
    await ask('gpt-4o-search-preview');
    await ask('gpt-4o');
    expect(paths()).toEqual(['/chat/completions', '/chat/completions', '/responses']);
  });

  it('is told the turns of responses in its own words', async () => {
    upstream = await startUpstream(serving({ '/chat/completions': COMPLETION }));
    const raw = { provider: 'acme', items: RESPONSE.output };
    await asker()('gpt-4o', [
      user('hello'),
      { role: 'assistant', parts: [{ type: 'text', text: 'hi' }], raw },
      user('more'),
    ]);
    expect(upstream.requests[1]?.body).toMatchObject({
      messages: [
        { role: 'user', content: 'hello' },
        { role: 'assistant', content: 'hi' },
        { role: 'user', content: 'more' },
      ],
    });
  });

  it("stands below the root of Ollama's stand-ins", async () => {
    upstream = await startUpstream(serving({ '/v1/chat/completions': COMPLETION }));
    const native = { role: 'assistant', content: '', tool_calls: [{ function: { name: 'add', arguments: {} } }] };
    const toolCalls = [{ id: 'call_1', name: 'add', arguments: '{}' }];
    const turn = { role: 'assistant' as const, parts: [], toolCalls, raw: { provider: 'acme', items: [native] } };
    const ask = asker(ollama()(endpointFor(upstream.url), host));
    expect(await ask('m', [user('hello'), turn])).toMatchObject({ text: 'hi' });
    expect(paths()).toEqual(['/api/chat', '/v1/chat/completions']);
    expect(upstream.requests[1]?.body).toMatchObject({
      messages: [{ role: 'user' }, { role: 'assistant', tool_calls: [{ id: 'call_1', type: 'function' }] }],
    });
  });

  it('is not needed for an answer in its shape', async () => {
    upstream = await startUpstream(serving({ '/responses': COMPLETION }));
    expect(await asker()()).toMatchObject({ text: 'hi', raw: { items: [COMPLETION.choices[0]?.message] } });
    expect(paths()).toEqual(['/responses']);
  });
});
