import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpeakRequest } from '../../../../src/core/speak.ts';
import { closeTransports } from '../../../../src/http/transport.ts';
import { encodeRequest } from '../../../../src/wire/openai-audio-speak.ts';
import { startUpstream, type Upstream } from '../../../upstream.ts';
import { failureOfSpeaking, speak } from './voice.ts';

const SOUND = Buffer.from(Array.from({ length: 200 }, (_, index) => (index * 31 + 129) % 256));
const base64 = SOUND.toString('base64');
const request: SpeakRequest = { model: 'm', text: 'Hi.', format: 'mp3' };

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const streaming = (...events: readonly unknown[]) =>
  upstream.serve({
    headers: { 'content-type': 'text/event-stream' },
    chunks: events.map((event) => `data: ${typeof event === 'string' ? event : JSON.stringify(event)}\n\n`),
  });

describe('speech over OpenAI’s wire', () => {
  it('says model, text, voice, format and pace', () => {
    expect(encodeRequest({ ...request, voice: 'ash', speed: 1.5 }, {})).toMatchObject({
      path: '/audio/speech',
      body: { model: 'm', input: 'Hi.', voice: 'ash', response_format: 'mp3', speed: 1.5 },
      notes: [],
    });
  });

  it('keeps the pace within the range, and names what it drops', () => {
    const { body, notes } = encodeRequest({ ...request, speed: 9, language: 'de' }, {});
    expect(body).toMatchObject({ speed: 4 });
    expect(notes).toHaveLength(2);
    expect(encodeRequest({ ...request, speed: 2 }, { pace: undefined }).body).not.toHaveProperty('speed');
    expect(encodeRequest({ ...request, language: 'de' }, { languageField: 'language' })).toMatchObject({
      body: { language: 'de' },
      notes: [],
    });
  });

  it('uses the dialect’s words, voices and fields', () => {
    const dialect = {
      formats: () => ({ pcm: 'raw' }),
      voice: (model: string) => `${model}:alex`,
      extra: () => ({ sample_rate: 24_000 }),
    };
    expect(encodeRequest({ ...request, format: 'pcm' }, dialect).body).toEqual({
      model: 'm',
      input: 'Hi.',
      voice: 'm:alex',
      response_format: 'raw',
      sample_rate: 24_000,
    });
  });

  it('hands on bytes as they are, raw samples with their rate', async () => {
    upstream.serve({ headers: { 'content-type': 'audio/pcm' }, chunks: [SOUND] });
    const { sound, result } = await speak('openai', upstream.url, { format: 'pcm' });
    expect(sound).toEqual(SOUND);
    expect(result).toEqual({ format: 'pcm', rate: 24_000, usage: { characters: 12 } });
  });

  it('believes the rate that the answer states', async () => {
    upstream.serve({ headers: { 'content-type': 'audio/pcm;rate=44100' }, chunks: [SOUND] });
    expect((await speak('openrouter', upstream.url, { format: 'pcm' })).result.rate).toBe(44_100);
  });

  it('says what the sound really is where a server gives another format', async () => {
    upstream.serve({ headers: { 'content-type': 'audio/mpeg' }, chunks: [Buffer.from('ID3\u0004rest')] });
    expect((await speak('openai', upstream.url, { format: 'wav' })).result.format).toBe('mp3');
  });

  it('does not take raw samples that begin like JSON or events for such', async () => {
    for (const head of ['{"a":1}\n{"b":2}\n', 'data: x\n\n', '[1]']) {
      const sound = Buffer.concat([Buffer.from(head), SOUND]);
      upstream.serve({ headers: { 'content-type': 'application/octet-stream' }, chunks: [sound] });
      expect((await speak('openai', upstream.url)).sound).toEqual(sound);
    }
  });

  it('reads OpenAI’s events with their usage', async () => {
    streaming(
      { type: 'speech.audio.delta', audio: base64.slice(0, 50) },
      { type: 'speech.audio.delta', audio: base64.slice(50) },
      { type: 'speech.audio.done', usage: { input_tokens: 4, output_tokens: 20, total_tokens: 24 } },
    );
    const { sound, result } = await speak('openai', upstream.url);
    expect(sound).toEqual(SOUND);
    expect(result.usage).toEqual({ input: 4, output: 20 });
  });

  it('reads Mistral’s events, which name the event outside', async () => {
    upstream.serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: [
        `event: speech.audio.delta\ndata: ${JSON.stringify({ audio_data: base64 })}\n\n`,
        'event: speech.audio.done\ndata: {"usage":{"prompt_tokens":3,"completion_tokens":5}}\n\n',
      ],
    });
    const { sound, result } = await speak('mistral', upstream.url, { latency: 'lowest_latency' });
    expect(sound).toEqual(SOUND);
    expect(result.usage).toEqual({ input: 3, output: 5 });
    expect(upstream.requests.at(-1)?.body).toMatchObject({ stream: true });
  });

  it('reads Together’s chunks until [DONE]', async () => {
    streaming({ object: 'audio.tts.chunk', model: 'kokoro', b64: base64 }, '[DONE]');
    expect((await speak('together', upstream.url, { latency: 'low_latency' })).sound).toEqual(SOUND);
    expect(upstream.requests.at(-1)?.body).toMatchObject({ response_format: 'raw', response_encoding: 'pcm_s16le' });
  });

  it.each([
    ['a stream without its last event', [{ type: 'speech.audio.delta', audio: base64 }], 'bad_response'],
    ['an error in the stream', [{ error: { message: 'no credit', type: 'insufficient_quota' } }], 'quota_exhausted'],
    ['an event that is no JSON', ['{"type":'], 'bad_response'],
    ['a stream that says nothing', [{ type: 'speech.audio.done' }], 'bad_response'],
  ])('takes %s for an error', async (_what, events, code) => {
    streaming(...events);
    expect(await failureOfSpeaking('openai', upstream.url)).toMatchObject({ code });
  });

  it('reads base64 in JSON', async () => {
    upstream.serve({
      headers: { 'content-type': 'application/json' },
      chunks: [JSON.stringify({ audio_data: base64 })],
    });
    expect((await speak('mistral', upstream.url)).sound).toEqual(SOUND);
  });
});
