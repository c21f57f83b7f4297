import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../src/core/log.ts';
import type { TranscribeRequest, TranscribeResult } from '../../../src/core/transcribe.ts';
import { providers } from '../../../src/providers/index.generated.ts';
import { listenQuery } from '../../../src/wire/deepgram-listen/query.ts';
import { jsonAnswer, noNetwork } from '../../endpoint.ts';
import { asking } from '../../support/transcribe.ts';

type Sent = { readonly path: string; readonly body: unknown; readonly query: unknown; readonly host: unknown };

/** What a row sends for a request, and the notes that come with its answer. */
async function sent(provider: string, request: Partial<TranscribeRequest>, answer: object = { text: 'hi' }) {
  const row = providers.find(({ id }) => id === provider);
  let seen: Sent | undefined;
  const endpoint = {
    ...noNetwork,
    provider,
    send: async (path: string, body: unknown, { query, host }: { query?: unknown; host?: unknown }) => {
      seen = { path, body, query, host };
      return jsonAnswer(async () => answer);
    },
  };
  const capability = row?.capabilities.transcribe?.(endpoint, { dataFolder: '', log: silentLog });
  if (capability === undefined || !('transcribe' in capability)) throw new Error(`${provider} does it in one request.`);
  const model = row?.defaults.transcribe ?? 'model-1';
  const result: TranscribeResult = await capability.transcribe(asking({ model, ...request }), {
    signal: new AbortController().signal,
  });
  if (seen === undefined) throw new Error('nothing was sent');
  const { body } = seen;
  const fields =
    body instanceof FormData
      ? [...body].map(([name, value]) => [name, value instanceof File ? value.name : value])
      : [];
  return { ...seen, fields, result, notes: result.notes ?? [] };
}

const FULL: Partial<TranscribeRequest> = { language: 'pt-BR', timestamps: 'word', diarize: true, prompt: 'Ada, COBOL' };

describe('OpenAI', () => {
  it('asks Whisper for all its times', async () => {
    const { fields, notes } = await sent('openai', { model: 'whisper-1', ...FULL });
    expect(fields).toEqual([
      ['model', 'whisper-1'],
      ['language', 'pt'],
      ['prompt', 'Ada, COBOL'],
      ['response_format', 'verbose_json'],
      ['timestamp_granularities[]', 'segment'],
      ['timestamp_granularities[]', 'word'],
      ['file', 'audio.wav'],
    ]);
    expect(notes).toEqual(['diarize was dropped: this model does not tell speakers apart']);
  });

  it.each(['gpt-transcribe', 'gpt-4o-mini-transcribe-2025-12-15', 'a-model-of-tomorrow'])(
    'asks %s for text alone',
    async (model) => {
      const { fields, notes } = await sent('openai', { model, ...FULL });
      expect(fields).toContainEqual(['response_format', 'json']);
      expect(fields.map(([name]) => name)).not.toContain('timestamp_granularities[]');
      expect(notes).toHaveLength(2);
      expect((await sent('openai', { model })).notes).toEqual([]);
    },
  );

  it('asks the diarizing model for speakers, which takes no prompt', async () => {
    const { fields, notes } = await sent('openai', { model: 'gpt-4o-transcribe-diarize', diarize: true, prompt: 'x' });
    expect(fields).toEqual(
      expect.arrayContaining([
        ['response_format', 'diarized_json'],
        ['chunking_strategy', 'auto'],
      ]),
    );
    expect(notes).toEqual(['prompt was dropped: this model takes none']);
  });

  it('says how long and how large an audio may be', async () => {
    const intake = providers
      .find(({ id }) => id === 'openai')
      ?.capabilities.transcribe?.(noNetwork, {
        dataFolder: '',
        log: silentLog,
      }).intake;
    expect(intake?.('whisper-1')).not.toHaveProperty('maxSeconds');
    expect(intake?.('gpt-transcribe').maxSeconds).toBe(1400);
    expect(intake?.('gpt-transcribe').maxBytes).toBeLessThan(25 * 1024 * 1024);
  });
});

describe('the hosts of OpenAI’s wire', () => {
  it('Voxtral takes either a language or times', async () => {
    expect((await sent('mistral', { language: 'en' })).fields).toEqual([
      ['model', 'voxtral-mini-latest'],
      ['language', 'en'],
      ['file', 'audio.wav'],
    ]);
    expect((await sent('mistral', {})).fields).toContainEqual(['timestamp_granularities', 'segment']);
    const { fields, notes } = await sent('mistral', FULL);
    expect(fields).toEqual([
      ['model', 'voxtral-mini-latest'],
      ['timestamp_granularities', 'word'],
      ['diarize', 'true'],
      ['context_bias', 'Ada'],
      ['context_bias', 'COBOL'],
      ['file', 'audio.wav'],
    ]);
    expect(notes).toEqual(['language was dropped: Voxtral detects it where times are asked for']);
  });

  it('Together detects the language only when it is told so', async () => {
    expect((await sent('together', {})).fields).toContainEqual(['language', 'auto']);
    expect((await sent('together', FULL)).fields).toEqual(expect.arrayContaining([['diarize', 'true']]));
  });

  it.each([
    ['whisper-v3', 'audio'],
    ['whisper-v3-turbo', 'audioTurbo'],
  ])('Fireworks serves %s at a host of its own', async (model, host) => {
    expect((await sent('fireworks', { model })).host).toBe(host);
  });

  it('OpenRouter takes JSON', async () => {
    const { body } = await sent('openrouter', { language: 'de' });
    expect(body).toMatchObject({
      model: 'openai/whisper-1',
      input_audio: { format: 'wav', data: expect.stringMatching(/^UklGR/) },
      language: 'de',
      response_format: 'verbose_json',
    });
  });

  it('SiliconFlow takes nothing but the audio, and Cohere has to be told the language', async () => {
    expect((await sent('siliconflow', FULL)).notes).toHaveLength(4);
    expect((await sent('siliconflow', FULL)).fields.map(([name]) => name)).toEqual(['model', 'file']);
    const { fields, notes } = await sent('cohere', {});
    expect(fields).toContainEqual(['language', 'en']);
    expect(notes).toEqual(['language was taken to be English: this model has to be told']);
  });

  it('Lemonfox calls languages by name', async () => {
    expect((await sent('lemonfox', { language: 'pt-BR', diarize: true })).fields).toEqual(
      expect.arrayContaining([
        ['language', 'portuguese'],
        ['speaker_labels', 'true'],
      ]),
    );
  });

  it('an unknown server is asked for times only where the caller wants them', async () => {
    const plain = await sent('vllm', { model: 'voxtral' });
    expect(plain.fields).toContainEqual(['response_format', 'json']);
    const timed = await sent('vllm', { model: 'voxtral', timestamps: 'segment' });
    expect(timed.fields).toContainEqual(['response_format', 'verbose_json']);
  });
});

describe('other wires', () => {
  it('Deepgram repeats key terms, and words them for the model', () => {
    const request = asking({ model: 'nova-3', language: 'en-GB', diarize: true, prompt: 'Ada Lovelace, COBOL' });
    const { query } = listenQuery(request);
    const options = new URLSearchParams(query);
    expect(options.getAll('keyterm')).toEqual(['Ada Lovelace', 'COBOL']);
    expect([options.get('diarize_model'), options.get('language')]).toEqual(['latest', 'en-GB']);
    const older = new URLSearchParams(listenQuery({ ...request, model: 'nova-2', language: undefined }).query);
    expect([older.getAll('keywords').length, older.get('diarize'), older.get('detect_language')]).toEqual([
      2,
      'true',
      'true',
    ]);
  });

  it('Cloudflare’s models each keep the wire of who made them', async () => {
    const whisper = await sent('cloudflare-workers-ai', { language: 'de', prompt: 'x' });
    expect(whisper).toMatchObject({
      path: '/run/@cf/openai/whisper-large-v3-turbo',
      host: 'run',
      body: { audio: expect.stringMatching(/^UklGR/), language: 'de', initial_prompt: 'x' },
    });
    const nova = await sent('cloudflare-workers-ai', { model: '@cf/deepgram/nova-3', diarize: true });
    expect(nova).toMatchObject({ query: { diarize: 'true', detect_language: 'true' } });
    expect(nova.body).toBeInstanceOf(Blob);
    await expect(sent('cloudflare-workers-ai', { model: '@cf/deepgram/flux' })).rejects.toMatchObject({
      code: 'unsupported',
      processed: false,
    });
  });

  it('Hugging Face is asked for times only where the model has them', async () => {
    expect((await sent('huggingface', {})).body).toMatchObject({ parameters: { return_timestamps: true } });
    const other = await sent('huggingface', { model: 'facebook/wav2vec2-large', timestamps: 'segment' });
    expect(other.body).toBeInstanceOf(Blob);
    expect(other.path).toBe('/models/facebook/wav2vec2-large');
    expect(other.notes).toEqual(['timestamps were dropped: this model gives no times']);
  });

  it('Google is told a language where the model does not find it', async () => {
    const short = await sent('google-speech', { model: 'short', diarize: true }, { results: [] });
    expect(short.body).toMatchObject({
      config: { languageCodes: ['en-US'], features: { enableWordTimeOffsets: true, diarizationConfig: {} } },
    });
    const chirp = await sent('google-speech', { model: 'chirp_2', diarize: true }, { results: [] });
    expect(chirp.body).toMatchObject({ config: { languageCodes: ['auto'] } });
    expect(chirp.notes).toEqual(['diarize was dropped: this model does not tell speakers apart']);
  });

  it('Azure’s languages have a region', async () => {
    const answer = { combinedPhrases: [{ text: 'hi' }], phrases: [] };
    const { fields, query } = await sent('azure-speech', { language: 'pt', diarize: true, prompt: 'Ada' }, answer);
    expect(JSON.parse(String(fields[0]?.[1]))).toEqual({
      locales: ['pt-BR'],
      diarization: { enabled: true },
      phraseList: { phrases: ['Ada'] },
    });
    expect(query).toEqual({ 'api-version': '2024-11-15' });
    for (const [language, locale] of [
      ['vi', 'vi-VN'],
      ['de-AT', 'de-AT'],
      ['no such tag', 'no such tag'],
    ]) {
      const other = await sent('azure-speech', { language }, answer);
      expect(JSON.parse(String(other.fields[0]?.[1])).locales).toEqual([locale]);
    }
  });

  it('Sarvam’s key terms are one list, of the model that takes them', async () => {
    const answer = { transcript: 'hi' };
    expect((await sent('sarvam', { prompt: 'Ada, COBOL', language: 'hi' }, answer)).fields).toEqual(
      expect.arrayContaining([
        ['language_code', 'hi-IN'],
        ['keyterms', '["Ada","COBOL"]'],
      ]),
    );
    expect((await sent('sarvam', { model: 'saaras:v3', prompt: 'Ada' }, answer)).notes).toHaveLength(1);
  });

  it('IBM’s models are of one language each', async () => {
    const answer = { results: [] };
    expect((await sent('ibm-watson-speech', { language: 'en-GB' }, answer)).notes).toEqual([]);
    expect((await sent('ibm-watson-speech', { language: 'fr' }, answer)).notes).toHaveLength(1);
  });

  it('xAI’s file is the last field', async () => {
    const { fields } = await sent('xai', { ...FULL });
    expect(fields.at(-1)?.[0]).toBe('file');
    expect(fields).toContainEqual(['format', 'true']);
  });
});
