import { afterAll, describe, expect, it } from 'vitest';
import type { Latency } from '../../../../src/core/speak.ts';
import { closeTransports } from '../../../../src/http/transport.ts';
import { failureOfSpeaking, SOUND, speak, voiceUpstream } from './voice.ts';

const voices = await voiceUpstream();
const { asked, serveSound } = voices;
afterAll(async () => {
  await voices.close();
  await closeTransports();
});

const base64 = SOUND.toString('base64');

describe('ElevenLabs over HTTP', () => {
  it.each<[Latency, string]>([
    ['highest_quality', '0'],
    ['high_quality', '1'],
    ['balanced', '2'],
    ['low_latency', '3'],
    ['lowest_latency', '4'],
  ])('turns %s into %s on a scale that counts towards speed', async (latency, level) => {
    serveSound();
    const { url, result } = await asked('elevenlabs', { latency, format: 'mp3' });
    expect(new URL(url, 'http://x').searchParams.get('optimize_streaming_latency')).toBe(level);
    expect(result.notes?.join() ?? '').toMatch(level === '4' ? /numbers and dates/ : /^$/);
  });

  it('says nothing of latency where nothing was asked, nor to a model that does not heed it', async () => {
    serveSound();
    expect((await asked('elevenlabs')).url).not.toContain('latency');
    expect((await asked('elevenlabs', { model: 'eleven_v4', latency: 'lowest_latency' })).url).not.toContain('latency');
  });

  it('gives the texts around this one, a pace and a language to models that take them', async () => {
    serveSound();
    const wish = { before: 'One.', after: 'Three.', speed: 2, language: 'pt-BR', voice: 'a/b' };
    const { url, body, result } = await asked('elevenlabs', { ...wish, model: 'eleven_flash_v2_5', format: 'opus' });
    expect(url).toBe('/v1/text-to-speech/a%2Fb/stream?output_format=opus_48000_96');
    expect(body).toEqual({
      text: 'Hello there.',
      model_id: 'eleven_flash_v2_5',
      language_code: 'pt',
      voice_settings: { speed: 1.2 },
      previous_text: 'One.',
      next_text: 'Three.',
    });
    expect(result.notes).toHaveLength(1);
  });

  it('names what a model cannot use, and leaves it out', async () => {
    serveSound();
    const { body, result } = await asked('elevenlabs', { model: 'eleven_v4', before: 'One.', speed: 2 });
    expect(body).toEqual({ text: 'Hello there.', model_id: 'eleven_v4' });
    expect(result.notes).toHaveLength(2);
    const multilingual = await asked('elevenlabs', { language: 'de' });
    expect(multilingual.body).not.toHaveProperty('language_code');
    expect(multilingual.result.notes).toEqual([expect.stringContaining('language was dropped')]);
  });

  it('counts the characters that the answer says were charged', async () => {
    serveSound({ 'character-cost': '6' });
    expect((await asked('elevenlabs')).result.usage).toEqual({ characters: 6 });
  });

  it.each([
    [401, { detail: { status: 'quota_exceeded', message: 'This request exceeds your quota.' } }, 'quota_exhausted'],
    [401, { detail: { status: 'invalid_api_key', message: 'Invalid API key' } }, 'auth_rejected'],
    [429, { detail: { status: 'too_many_concurrent_requests', message: 'Too many' } }, 'rate_limited'],
    [422, { detail: [{ loc: ['body', 'text'], msg: 'field required', type: 'missing' }] }, 'bad_request'],
  ])('reads %i with %j as %s', async (status, body, code) => {
    voices.serve({ status, headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(body)] });
    expect(await failureOfSpeaking('elevenlabs', voices.url)).toMatchObject({ code, status });
  });
});

describe('Deepgram over HTTP', () => {
  it('says all but the text in the query, and knows a voice in the middle of a model', async () => {
    serveSound({ 'dg-char-count': '12', 'dg-model-name': 'aura-2-andromeda-en' });
    const { url, body, result } = await asked('deepgram', { format: 'wav', voice: 'Andromeda', speed: 3 });
    expect(url).toBe('/v1/speak?model=aura-2-andromeda-en&speed=1.5&encoding=linear16&container=wav&sample_rate=24000');
    expect(body).toEqual({ text: 'Hello there.' });
    expect(result).toMatchObject({ usage: { characters: 12 }, model: 'aura-2-andromeda-en' });
  });

  it('leads Flux to its own path, without a pace', async () => {
    serveSound();
    const { url, result } = await asked('deepgram', { model: 'flux-alexis-en', speed: 1.2, language: 'de' });
    expect(url).toMatch(/^\/v2\/speak\?model=flux-alexis-en&encoding/);
    expect(result.notes).toHaveLength(2);
  });

  it('reads its own error words', async () => {
    const said = { err_code: 'Bad Request', err_msg: 'The model is unknown.', request_id: 'r' };
    voices.serve({ status: 400, headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(said)] });
    expect(await failureOfSpeaking('deepgram', voices.url)).toMatchObject({
      code: 'bad_request',
      message: expect.stringContaining('The model is unknown.'),
    });
  });
});

describe('Cartesia over HTTP', () => {
  it('asks for bytes, or for events where samples have to come soon', async () => {
    serveSound();
    const { url, body, headers } = await asked('cartesia', { format: 'mp3', speed: 9, language: 'de-DE' });
    expect(url).toBe('/tts/bytes');
    expect(headers['cartesia-version']).toBe('2025-11-04');
    expect(body).toMatchObject({
      model_id: 'sonic-3.5',
      language: 'de',
      output_format: { container: 'mp3', sample_rate: 44_100, bit_rate: 128_000 },
      generation_config: { speed: 1.5 },
    });
    voices.serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: [
        `event: chunk\ndata: ${JSON.stringify({ type: 'chunk', data: base64, done: false, status_code: 206 })}\n\n`,
        `event: done\ndata: ${JSON.stringify({ type: 'done', done: true, status_code: 200 })}\n\n`,
      ],
    });
    const { sound, urls } = await speak('cartesia', voices.url, { latency: 'low_latency' });
    expect(sound).toEqual(SOUND);
    expect(urls.at(-1)).toBe('https://api.cartesia.ai/tts/sse');
  });
});
