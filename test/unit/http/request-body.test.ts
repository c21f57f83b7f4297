import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { header, sigv4 } from '../../../src/core/auth.ts';
import { formOf } from '../../../src/http/request-body.ts';
import { closeTransports } from '../../../src/http/transport.ts';
import { startUpstream, type Upstream } from '../../upstream.ts';
import { endpointFor, get } from './harness.ts';

const AUDIO = new Uint8Array([0, 255, 13, 10, 45, 45, 128]);
let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: ['{}'] });
});
afterEach(() => {
  upstream.requests.length = 0;
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

/** The last body as the form that it claims to be. */
async function receivedForm(): Promise<FormData> {
  const request = upstream.requests.at(-1);
  const headers = { 'content-type': request?.headers['content-type'] ?? '' };
  return new Response(new Uint8Array(request?.bytes ?? []), { headers }).formData();
}

describe('a request body', () => {
  it('is a form with its file, byte for byte', async () => {
    const file = new File([AUDIO], 'a "b".wav', { type: 'audio/wav' });
    const form = formOf({ model: 'm', file, tags: ['x', 'y'], language: undefined });
    await (await endpointFor(upstream.url).send('/form', form, get())).json();
    const got = await receivedForm();
    const sent = got.get('file');
    expect([...got.keys()]).toEqual(['model', 'file', 'tags', 'tags']);
    expect(got.getAll('tags')).toEqual(['x', 'y']);
    expect(sent).toMatchObject({ name: 'a "b".wav', type: 'audio/wav' });
    expect(sent instanceof File ? await sent.bytes() : undefined).toEqual(AUDIO);
  });

  it('is raw bytes with their type', async () => {
    await (await endpointFor(upstream.url).send('/raw', new Blob([AUDIO], { type: 'audio/mpeg' }), get())).json();
    expect(upstream.requests[0]?.headers['content-type']).toBe('audio/mpeg');
    expect(upstream.requests[0]?.bytes).toEqual(Buffer.from(AUDIO));
  });

  it('is a form of fields', async () => {
    await (await endpointFor(upstream.url).send('/f', new URLSearchParams({ a: '1 2' }), get())).json();
    expect(upstream.requests[0]?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(upstream.requests[0]?.text).toBe('a=1+2');
  });

  it('is signed as it is sent', async () => {
    const auth = sigv4('transcribe');
    const settings = { region: { env: [], default: 'eu-west-1' } };
    const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret-of-acme-000' };
    const endpoint = endpointFor(upstream.url, { auth, settings, keys, now: () => 0 });
    await (await endpoint.send('/raw', new Blob([AUDIO], { type: 'audio/wav' }), get())).json();
    await (await endpoint.send('/raw', new Blob([AUDIO.toReversed()], { type: 'audio/wav' }), get())).json();
    const [one, other] = upstream.requests.map(({ headers }) => headers.authorization);
    expect(one).toMatch(/^AWS4-HMAC-SHA256 .*content-type;host;x-amz-date/);
    expect(other).not.toBe(one);
  });

  it('goes to a further host of the row with the auth of that host', async () => {
    const asked: { readonly url: string; readonly headers: Readonly<Record<string, string>> }[] = [];
    const hosts = { tts: { url: 'https://tts.acme.test', auth: header('x-tts', 'TTS_KEY') } };
    const endpoint = endpointFor(undefined, {
      hosts,
      keys: { TTS_KEY: 'key-of-tts-123' },
      transport: async ({ url, headers }) => {
        asked.push({ url: url.href, headers });
        throw new Error('seen');
      },
    });
    await endpoint.send('/speak', {}, { ...get(), host: 'tts' }).catch(() => undefined);
    expect(asked[0]).toMatchObject({ url: 'https://tts.acme.test/speak', headers: { 'x-tts': 'key-of-tts-123' } });
  });
});

it('streams an answer’s bytes as they arrive', async () => {
  upstream.serve({ headers: { 'content-type': 'audio/mpeg' }, chunks: [AUDIO, AUDIO] });
  const parts: Uint8Array[] = [];
  for await (const part of (await endpointFor(upstream.url).send('/speak', {}, get())).chunks()) parts.push(part);
  expect(Buffer.concat(parts)).toEqual(Buffer.from([...AUDIO, ...AUDIO]));
  upstream.serve({ chunks: ['{}'] });
});
