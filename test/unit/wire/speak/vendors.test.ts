import { afterAll, describe, expect, it } from 'vitest';
import { closeTransports } from '../../../../src/http/transport.ts';
import { failureOfSpeaking, SOUND, speak, voiceUpstream } from './voice.ts';

const voices = await voiceUpstream();
const { asked, serveJson, serveSound } = voices;
afterAll(async () => {
  await voices.close();
  await closeTransports();
});

const base64 = SOUND.toString('base64');

describe('Google’s voices', () => {
  it.each([
    [{}, { languageCode: 'en-US', name: 'en-US-Chirp3-HD-Charon' }],
    [{ voice: 'de-DE-Neural2-B' }, { languageCode: 'de-DE', name: 'de-DE-Neural2-B' }],
    [{ language: 'en' }, { languageCode: 'en-US', name: 'en-US-Chirp3-HD-Charon' }],
    [{ language: 'fr-FR' }, { languageCode: 'fr-FR' }],
    [
      { model: 'gemini-2.5-flash-tts', language: 'fr-FR' },
      { languageCode: 'fr-FR', name: 'Kore', modelName: 'gemini-2.5-flash-tts' },
    ],
  ])('for %j are %j', async (request, voice) => {
    serveJson({ audioContent: base64 });
    expect((await asked('google-tts', request)).body).toMatchObject({ voice });
  });

  it('of Gemini are blocked with a reason', async () => {
    serveJson({ candidates: [{ finishReason: 'PROHIBITED_CONTENT' }] });
    expect(await failureOfSpeaking('google', voices.url)).toMatchObject({ code: 'content_filter' });
    serveJson({ promptFeedback: { blockReason: 'SAFETY' } });
    expect(await failureOfSpeaking('google', voices.url)).toMatchObject({ code: 'content_filter' });
    serveJson({ candidates: [{ finishReason: 'OTHER' }] });
    expect(await failureOfSpeaking('google', voices.url)).toMatchObject({
      message: expect.stringContaining('OTHER'),
    });
  });
});

describe('further voices', () => {
  it('Sarvam joins several pieces, and streams where sound has to come soon', async () => {
    serveJson({ audios: [SOUND.subarray(0, 33).toString('base64'), SOUND.subarray(33).toString('base64')] });
    const { sound } = await speak('sarvam', voices.url, { language: 'hi' });
    expect(sound).toEqual(SOUND);
    expect(voices.requests.at(-1)).toMatchObject({
      url: '/text-to-speech',
      body: { target_language_code: 'hi-IN', speaker: 'shubh', output_audio_codec: 'linear16' },
    });
    serveSound();
    expect((await asked('sarvam', { latency: 'low_latency' })).url).toBe('/text-to-speech/stream');
  });

  it('Fish Audio names the model in a header and latency by its own words', async () => {
    serveSound();
    const { headers, body } = await asked('fish-audio', { latency: 'lowest_latency', voice: 'ref', speed: 0.1 });
    expect(headers.model).toBe('s2.1-pro');
    expect(body).toMatchObject({ reference_id: 'ref', latency: 'low', prosody: { speed: 0.5 }, sample_rate: 44_100 });
  });

  it('xAI takes no model, and asks for samples at a rate it states', async () => {
    serveSound();
    const { body, url } = await asked('xai', { latency: 'balanced', speed: 3, voice: 'ara' });
    expect(url).toBe('/v1/tts');
    expect(body).toEqual({
      text: 'Hello there.',
      voice_id: 'ara',
      language: 'auto',
      output_format: { codec: 'pcm', sample_rate: 24_000 },
      speed: 1.5,
      optimize_streaming_latency: 0,
    });
  });

  it('Cloudflare runs Aura and MeloTTS beside the wire of its chats', async () => {
    serveSound();
    const { urls } = await speak('cloudflare-workers-ai', voices.url, { format: 'wav' });
    expect(urls[0]).toMatch(/\/ai\/run\/@cf\/deepgram\/aura-1$/);
    serveJson({ success: true, result: { audio: base64 } });
    const melo = await speak('cloudflare-workers-ai', voices.url, { model: '@cf/myshell-ai/melotts', format: 'mp3' });
    expect(melo.sound).toEqual(SOUND);
    expect(voices.requests.at(-1)?.body).toEqual({ prompt: 'Hello there.' });
    serveJson({ success: false, errors: [{ code: 3036, message: 'out of neurons' }], result: null });
    expect(await failureOfSpeaking('cloudflare-workers-ai', voices.url)).toMatchObject({
      message: expect.stringContaining('out of neurons'),
    });
  });

  it('AssemblyAI, LMNT and Speechmatics say a text and a voice', async () => {
    serveSound();
    expect((await asked('assemblyai')).body).toEqual({ text: 'Hello there.', voice_id: 'aai-jane' });
    expect((await asked('lmnt')).body).toMatchObject({ voice: 'leah', format: 'pcm_s16le', sample_rate: 24_000 });
    expect((await asked('speechmatics', { voice: 'theo' })).url).toBe('/generate/theo?output_format=pcm_16000');
  });
});
