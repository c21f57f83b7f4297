import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Latency, SpeakRequest } from '../../../../src/core/speak.ts';
import { closeTransports } from '../../../../src/http/transport.ts';
import { startUpstream, type Upstream } from '../../../upstream.ts';
import { failureOfSpeaking, speak } from './voice.ts';

const SOUND = Buffer.from(Array.from({ length: 100 }, (_, index) => (index * 31 + 129) % 256));
const base64 = SOUND.toString('base64');

let upstream: Upstream;
beforeAll(async () => {
  upstream = await startUpstream({ chunks: [] });
});
afterAll(async () => {
  await upstream.close();
  await closeTransports();
});

const serveSound = (headers: Readonly<Record<string, string>> = {}) =>
  upstream.serve({ headers: { 'content-type': 'application/octet-stream', ...headers }, chunks: [SOUND] });
const serveJson = (body: unknown) =>
  upstream.serve({ headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(body)] });

/** What a row asks for a request: the last one that arrived. */
async function asked(id: string, request: Partial<SpeakRequest> = {}) {
  const { result } = await speak(id, upstream.url, request);
  const sent = upstream.requests.at(-1);
  if (sent === undefined) throw new Error('Nothing arrived.');
  return { ...sent, result };
}

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
    upstream.serve({ status, headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(body)] });
    expect(await failureOfSpeaking('elevenlabs', upstream.url)).toMatchObject({ code, status });
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
    upstream.serve({ status: 400, headers: { 'content-type': 'application/json' }, chunks: [JSON.stringify(said)] });
    expect(await failureOfSpeaking('deepgram', upstream.url)).toMatchObject({
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
    upstream.serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: [
        `event: chunk\ndata: ${JSON.stringify({ type: 'chunk', data: base64, done: false, status_code: 206 })}\n\n`,
        `event: done\ndata: ${JSON.stringify({ type: 'done', done: true, status_code: 200 })}\n\n`,
      ],
    });
    const { sound, urls } = await speak('cartesia', upstream.url, { latency: 'low_latency' });
    expect(sound).toEqual(SOUND);
    expect(urls.at(-1)).toBe('https://api.cartesia.ai/tts/sse');
  });
});

describe('MiniMax', () => {
  const stream = (...events: readonly unknown[]) =>
    upstream.serve({
      headers: { 'content-type': 'text/event-stream' },
      chunks: events.map((event) => `data: ${JSON.stringify(event)}\n\n`),
    });
  const fine = { base_resp: { status_code: 0, status_msg: '' } };

  it('does not speak twice where the last event repeats the whole', async () => {
    const hex = SOUND.toString('hex');
    stream(
      { data: { audio: hex.slice(0, 51), status: 1 }, ...fine },
      { data: { audio: hex.slice(51), status: 1 }, ...fine },
      { data: { audio: hex, status: 2 }, extra_info: { usage_characters: 12, audio_sample_rate: 24_000 }, ...fine },
    );
    const { sound, result } = await speak('minimax', upstream.url);
    expect(sound).toEqual(SOUND);
    expect(result).toMatchObject({ rate: 24_000, usage: { characters: 12 } });
  });

  it('asks for a container in one piece, and names the language as the provider does', async () => {
    serveJson({ data: { audio: SOUND.toString('hex'), status: 2 }, extra_info: { usage_characters: 12 }, ...fine });
    const { body } = await asked('minimax', { format: 'wav', language: 'pt-BR', speed: 5 });
    expect(body).toMatchObject({
      stream: false,
      output_format: 'hex',
      language_boost: 'Portuguese',
      voice_setting: { speed: 2 },
      audio_setting: { format: 'wav', channel: 1 },
    });
  });

  it.each([
    [1002, 'rate_limited'],
    [1004, 'auth_rejected'],
    [1008, 'quota_exhausted'],
    [1026, 'content_filter'],
    [2013, 'bad_request'],
    [2049, 'auth_rejected'],
    [4242, 'overloaded'],
  ])('reads status %i in a 200 as %s', async (status_code, code) => {
    serveJson({ base_resp: { status_code, status_msg: 'no' } });
    expect(await failureOfSpeaking('minimax', upstream.url)).toMatchObject({ code, provider: 'minimax' });
    stream({ base_resp: { status_code, status_msg: 'no' } });
    expect(await failureOfSpeaking('minimax', upstream.url)).toMatchObject({ code, provider: 'minimax' });
  });

  it('takes a stream without its last event for an error', async () => {
    stream({ data: { audio: SOUND.toString('hex'), status: 1 }, ...fine });
    expect(await failureOfSpeaking('minimax', upstream.url)).toMatchObject({ code: 'bad_response' });
  });
});

describe('voices that take SSML', () => {
  const hostile = 'Ben & <break time="9s"/> Jerry</voice>';

  it('are given none by a text: Azure', async () => {
    serveSound();
    const { text, headers } = await asked('azure-speech', {
      text: hostile,
      speed: 1.5,
      language: 'fr-FR',
      format: 'mp3',
    });
    expect(headers['content-type']).toBe('application/ssml+xml');
    expect(headers['x-microsoft-outputformat']).toBe('audio-24khz-96kbitrate-mono-mp3');
    expect(text).toContain('Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;');
    expect(text).toMatch(/<voice name="en-US-AvaMultilingualNeural"><prosody rate="1.5"><lang xml:lang="fr-FR">/);
    expect(text.match(/</g)).toHaveLength(8);
  });

  it('are given none by a voice or a language either: Azure', async () => {
    serveSound();
    const { text } = await asked('azure-speech', { voice: 'x:"><break/>', language: '"><break/>' });
    expect(text).not.toContain('<break');
  });

  it('are given none by a text: Polly, which knows a pace only so', async () => {
    serveSound({ 'x-amzn-requestcharacters': '12' });
    const paced = await asked('aws-speech', { text: hostile, speed: 5 });
    expect(paced.body).toMatchObject({
      TextType: 'ssml',
      Text: '<speak><prosody rate="200%">Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;</prosody></speak>',
    });
    const plain = await asked('aws-speech', { text: hostile });
    expect(plain.body).toMatchObject({ TextType: 'text', Text: hostile, SampleRate: '16000', Engine: 'neural' });
    expect(plain.result).toMatchObject({ rate: 16_000, usage: { characters: 12 } });
  });

  it('are given none by a text: Watson, which reads it everywhere', async () => {
    serveSound();
    const { body, url, headers } = await asked('ibm-watson-speech', { text: hostile, speed: 0.9 });
    expect(body).toEqual({ text: 'Ben &amp; &lt;break time=&quot;9s&quot;/&gt; Jerry&lt;/voice&gt;' });
    expect(url).toContain('rate_percentage=-10');
    expect(headers.accept).toBe('audio/l16;rate=22050;endianness=little-endian');
  });

  it('get plain text as such: Google', async () => {
    serveJson({ audioContent: base64 });
    const { body } = await asked('google-tts', { text: hostile });
    expect(body).toMatchObject({ input: { text: hostile } });
  });
});

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
    expect(await failureOfSpeaking('google', upstream.url)).toMatchObject({ code: 'content_filter' });
    serveJson({ promptFeedback: { blockReason: 'SAFETY' } });
    expect(await failureOfSpeaking('google', upstream.url)).toMatchObject({ code: 'content_filter' });
    serveJson({ candidates: [{ finishReason: 'OTHER' }] });
    expect(await failureOfSpeaking('google', upstream.url)).toMatchObject({
      message: expect.stringContaining('OTHER'),
    });
  });
});

describe('further voices', () => {
  it('Sarvam joins several pieces, and streams where sound has to come soon', async () => {
    serveJson({ audios: [SOUND.subarray(0, 33).toString('base64'), SOUND.subarray(33).toString('base64')] });
    const { sound } = await speak('sarvam', upstream.url, { language: 'hi' });
    expect(sound).toEqual(SOUND);
    expect(upstream.requests.at(-1)).toMatchObject({
      url: '/text-to-speech',
      body: { target_language_code: 'hi-IN', speaker: 'shubh', output_audio_codec: 'linear16' },
    });
    serveSound();
    expect((await asked('sarvam', { latency: 'low_latency' })).url).toBe('/text-to-speech/stream');
  });

  it('Hume looks a name up in its library, and takes an id as it is', async () => {
    serveSound();
    expect((await asked('hume', { voice: 'Ava Song' })).body).toMatchObject({
      utterances: [{ voice: { name: 'Ava Song', provider: 'HUME_AI' } }],
    });
    const id = '176a55b1-4468-4736-8878-db82729667c1';
    const careful = await asked('hume', { voice: id, latency: 'highest_quality', model: 'octave-2' });
    expect(careful.url).toBe('/v0/tts/file');
    expect(careful.body).toMatchObject({ version: '2', utterances: [{ voice: { id } }] });
  });

  it('Hume’s JSON and its lines are read where they come', async () => {
    serveJson({ generations: [{ audio: base64, duration: 1 }] });
    expect((await speak('hume', upstream.url)).sound).toEqual(SOUND);
    const lines = [{ audio: base64.slice(0, 33) }, { audio: base64.slice(33), is_last_chunk: true }];
    upstream.serve({
      headers: { 'content-type': 'application/x-ndjson' },
      chunks: lines.map((line) => `${JSON.stringify(line)}\n`),
    });
    expect((await speak('hume', upstream.url)).sound).toEqual(SOUND);
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
    const { urls } = await speak('cloudflare-workers-ai', upstream.url, { format: 'wav' });
    expect(urls[0]).toMatch(/\/ai\/run\/@cf\/deepgram\/aura-1$/);
    serveJson({ success: true, result: { audio: base64 } });
    const melo = await speak('cloudflare-workers-ai', upstream.url, { model: '@cf/myshell-ai/melotts', format: 'mp3' });
    expect(melo.sound).toEqual(SOUND);
    expect(upstream.requests.at(-1)?.body).toEqual({ prompt: 'Hello there.' });
    serveJson({ success: false, errors: [{ code: 3036, message: 'out of neurons' }], result: null });
    expect(await failureOfSpeaking('cloudflare-workers-ai', upstream.url)).toMatchObject({
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
