import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Log } from '../../src/core/log.ts';
import { stripShapes } from '../../src/http/recording/strip.ts';
import { verifies } from '../requirements.ts';
import { temporaryFolder } from '../unit/runtime/pipeline.ts';
import { completionsAnswer, responsesAnswer, responsesEvents, responsesMessage } from './answers.ts';
import { json, loopback, serverFor, sse } from './tool-call.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'cassettes');
const ask = { prompt: 'What is 6 × 7?', model: 'openai/gpt-5-mini' };

const said = (text: string) => responsesAnswer([responsesMessage(text)]);

function watched() {
  const lines: string[] = [];
  const write = (message: string): void => {
    lines.push(message);
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  return { log, lines };
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort();
const cassettesIn = (folder: string) =>
  filesIn(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));

describe('recording', () => {
  it.each([
    {
      model: 'openai/gpt-5-mini',
      capability: 'responses-chat',
      api: 'responses',
      path: '/responses',
      body: {
        input: [{ role: 'user', content: 'What is 6 × 7?' }],
        store: false,
        include: ['reasoning.encrypted_content'],
      },
      answer: said('42'),
    },
    {
      model: 'mistral/mistral-medium-latest',
      capability: 'chat',
      api: 'chat.completions',
      path: '/chat/completions',
      body: { messages: [{ role: 'user', content: 'What is 6 × 7?' }] },
      answer: completionsAnswer('42'),
    },
  ])('writes an exchange with $model in the format of the recordings', async (kind) => {
    const [provider = '', model = ''] = kind.model.split('/');
    const record = temporaryFolder();
    const upstream = await loopback(json(kind.answer, 200, { 'x-ratelimit-remaining-requests': '9' }));
    const call = await serverFor(upstream, { record, reach: ['openai', 'mistral'] });
    expect((await call('chat', { ...ask, model: kind.model })).result.text).toBe('42');
    await call.close();
    const stem = `${provider}/${kind.capability}/${kind.api}-${model}`;
    expect(cassettesIn(record)).toEqual([
      {
        id: expect.stringMatching(new RegExp(`^${RegExp.escape(stem)}-[0-9a-f]{8}-0$`)),
        provider,
        capability: kind.capability,
        api: kind.api,
        model,
        fidelity: 'wire',
        source: { interaction: 0 },
        request: {
          method: 'POST',
          url: `https://redacted.invalid${kind.path}`,
          headers: { accept: 'application/json', 'content-type': 'application/json', authorization: 'REDACTED' },
          body: { model, ...kind.body },
        },
        response: {
          status: 200,
          headers: { 'content-type': 'application/json', 'x-ratelimit-remaining-requests': '9' },
          body: kind.answer,
        },
      },
    ]);
  });

  it('keeps a stream event by event, and unpacks what was compressed', async () => {
    const record = temporaryFolder();
    const events = sse(...responsesEvents('Forty', '-two'));
    const upstream = await loopback({
      headers: { ...events.headers, 'content-encoding': 'gzip' },
      chunks: [gzipSync(events.chunks.join(''))],
    });
    const call = await serverFor(upstream, { record, stream: 'always' });
    expect((await call('chat', ask)).result.text).toBe('Forty-two');
    await call.close();
    const [cassette] = cassettesIn(record);
    expect(cassette.response).toEqual({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      framing: 'sse',
      chunks: events.chunks,
    });
    expect(cassette.capability).toBe('responses-chat-stream');
  });

  it('numbers the answers to one request, and keeps errors too', async () => {
    const record = temporaryFolder();
    const upstream = await loopback(json({ error: { message: 'No such model.', code: 'model_not_found' } }, 400));
    const call = await serverFor(upstream, { record });
    await call('chat', ask);
    upstream.serve(json(said('42')));
    await call('chat', ask);
    await call.close();
    expect(filesIn(record).map((name) => name.at(-6))).toEqual(['0', '1']);
    expect(cassettesIn(record).map(({ response }) => response.status)).toEqual([400, 200]);
  });

  it('leaves nothing of a call that was cancelled', async () => {
    const record = temporaryFolder();
    const upstream = await loopback({ ...sse(...responsesEvents('For').slice(0, 4)), ending: 'hang' });
    const stop = new AbortController();
    const call = await serverFor(upstream, { record, stream: 'always' });
    const { result } = await call('chat', ask, { signal: stop.signal, progress: () => stop.abort() });
    expect(result.error.code).toBe('cancelled');
    await call.close();
    expect(filesIn(record)).toEqual([]);
  });

  it(verifies('recordings.no-secrets'), async () => {
    const key = 'canary-openai-0123456789abcdef';
    const organisation = 'org-CANARYcanary1234';
    const record = temporaryFolder();
    const upstream = await loopback((request, response) => {
      const echo = { said: request.headers, organization: 'Canary Limited', email: 'canary@example.org' };
      response.writeHead(200, {
        'content-type': 'application/json',
        'openai-organization': organisation,
        'x-request-id': key,
        'set-cookie': `session=${key}`,
      });
      response.end(JSON.stringify({ ...said(`${key} ${encodeURIComponent(key)} ${organisation}`), ...echo }));
    });
    const call = await serverFor(upstream, {
      record,
      keys: { OPENAI_API_KEY: key },
      variables: { OPENAI_ORG_ID: organisation },
      providers: { openai: { baseUrl: `${upstream.url}?api_key=${key}`, headers: { 'x-tenant': 'canary-tenant-1' } } },
    });
    await call('chat', { ...ask, prompt: `My address is canary@example.org, my key ${key}` });
    await call.close();
    const [name = ''] = filesIn(record);
    const text = readFileSync(join(record, name), 'utf8');
    expect(text.toLowerCase()).not.toContain('canary');
    expect(text).not.toContain('127.0.0.1');
    expect(text).toContain('REDACTED');
  });
});

describe('what is taken out', () => {
  const strip = (text: string) => stripShapes(text);

  it.each([
    ['an Amazon account', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/x'],
    ['an Amazon account in a URL', '/model/arn%3Aaws%3Abedrock%3Aeu-west-1%3A123456789012%3Aprofile%2Fx/converse'],
    ['an organisation', 'Rate limit reached in organization org-AbCdEf123456789012 on tokens'],
    ['a token that was exchanged', '{"access_token":"abc.123456789012","expires_in":3600}'],
    ['an address', 'write to someone.123456789012@mail.example.org'],
  ])('%s', (_what, text) => {
    expect(strip(text)).not.toContain('123456789012');
    // What was stripped compares with what is stripped again.
    expect(strip(strip(text))).toBe(strip(text));
  });

  it('is not what an answer is about', () => {
    const text = '{"content":"Ask the organisation @ 5 pm: 3.14 * 2, see arn and org-chart, #email","token":"Hello"}';
    expect(strip(text)).toBe(text);
  });

  it('a binary body that holds a key is not recorded at all', async () => {
    const { log, lines } = watched();
    const record = temporaryFolder();
    const key = 'canary-openai-0123456789abcdef';
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe, 0x00]), Buffer.from(key)]);
    const upstream = await loopback({ headers: { 'content-type': 'audio/wav' }, chunks: [bytes] });
    const call = await serverFor(upstream, { record, keys: { OPENAI_API_KEY: key }, log });
    await call('chat', ask);
    await call.close();
    expect(filesIn(record)).toEqual([]);
    expect(lines).toContainEqual(expect.stringContaining('could not be recorded'));
  });
});

describe('replaying', () => {
  it('answers from recordings without a network', async () => {
    const upstream = await loopback(json(said('from the network')));
    const call = await serverFor(upstream, { replay: fixtures, replayStrict: true });
    const { result } = await call('chat', ask);
    expect(result).toMatchObject({ text: 'Forty-two.', usage: { input: 14, output: 4 }, model: 'gpt-5-mini' });
    expect(upstream.requests).toHaveLength(0);
  });

  it('plays several answers to one request in their order, and goes on with the last', async () => {
    const upstream = await loopback(json(said('from the network')));
    const call = await serverFor(upstream, { replay: fixtures, replayStrict: true });
    const again = { prompt: 'Say something.', model: 'openai/gpt-5-mini' };
    const texts = [await call('chat', again), await call('chat', again), await call('chat', again)];
    expect(texts.map(({ result }) => result.text)).toEqual(['First.', 'Second.', 'Second.']);
  });

  it('takes a streamed recording for a request that asks for no stream', async () => {
    const record = temporaryFolder();
    const upstream = await loopback(sse(...responsesEvents('Forty-two')));
    const recorder = await serverFor(upstream, { record, stream: 'always' });
    await recorder('chat', ask);
    await recorder.close();
    const call = await serverFor(upstream, { replay: record, replayStrict: true, stream: 'never' });
    expect((await call('chat', ask)).result.text).toBe('Forty-two');
    expect(upstream.requests).toHaveLength(1);
  });

  it('gives back byte for byte what was recorded, for every kind of body', async () => {
    const record = temporaryFolder();
    const upstream = await loopback(json(said('über\u2028 "quoted" 𝄞\r\n')));
    const recorder = await serverFor(upstream, { record });
    const first = await recorder('chat', ask);
    await recorder.close();
    const call = await serverFor(upstream, { replay: record, replayStrict: true });
    expect((await call('chat', ask)).result.text).toBe(first.result.text);
  });

  it('fails when strict, names the nearest recording and where it differs, and asks nobody', async () => {
    const upstream = await loopback(json(said('from the network')));
    const call = await serverFor(upstream, { replay: fixtures, replayStrict: true });
    const { result, isError } = await call('chat', { ...ask, prompt: 'What is 6 × 8?' });
    expect(isError).toBe(true);
    expect(result.error).toMatchObject({
      code: 'unavailable',
      provider: 'openai',
      message: 'No recording answers POST /responses.',
      hint: expect.stringMatching(/openai\/responses-chat\/.*\.json, which differs first in input\[0\]\.content/),
    });
    expect(upstream.requests).toHaveLength(0);
  });

  it('goes to the network when not strict, and says so', async () => {
    const { log, lines } = watched();
    const upstream = await loopback(json(said('from the network')));
    const call = await serverFor(upstream, { replay: fixtures, log });
    expect((await call('chat', { ...ask, prompt: 'New?' })).result.text).toBe('from the network');
    expect(lines).toContain('No recording answers this request; it goes to the network.');
  });

  it('records what it had to ask the network for', async () => {
    const folder = temporaryFolder();
    const upstream = await loopback(json(said('42')));
    const call = await serverFor(upstream, { replay: fixtures, record: folder });
    await call('chat', ask);
    await call('chat', { ...ask, prompt: 'New?' });
    await call.close();
    expect(cassettesIn(folder)).toHaveLength(1);
  });

  it('refuses a folder that is not there', async () => {
    const upstream = await loopback(json(said('42')));
    const call = await serverFor(upstream, { replay: join(fixtures, 'nowhere') });
    expect((await call('chat', ask)).result.error).toMatchObject({ code: 'invalid_input', hint: /--replay/ });
  });
});
