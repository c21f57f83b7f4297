import { describe, expect, it } from 'vitest';
import { decodeResponse, encodeRequest } from '../../../src/wire/whisper-cpp.ts';
import { whisperLanguage } from '../../../src/wire/whisper-languages.ts';

const audio = { bytes: new Uint8Array([1, 2, 3]), mimeType: 'audio/wav' };

describe('the form of /inference', () => {
  it('asks for times and, without a language, for its detection', () => {
    const { path, body } = encodeRequest({ model: 'loaded', audio });
    if (!(body instanceof FormData)) throw new Error('the body is a form');
    expect(path).toBe('/inference');
    expect(Object.fromEntries([...body].filter(([name]) => name !== 'file'))).toEqual({
      response_format: 'verbose_json',
      temperature: '0.0',
      language: 'auto',
      split_on_word: 'true',
    });
    expect(body.get('file')).toMatchObject({ name: 'audio.wav', type: 'audio/wav', size: 3 });
  });

  it('passes language and prompt on, and notes that it cannot tell speakers apart', () => {
    const { body, notes } = encodeRequest({ model: 'm', audio, language: 'pt-BR', prompt: 'Lisboa', diarize: true });
    if (!(body instanceof FormData)) throw new Error('the body is a form');
    expect([body.get('language'), body.get('prompt')]).toEqual(['pt', 'Lisboa']);
    expect(notes).toEqual([expect.stringContaining('diarize')]);
  });
});

describe('what the server answers', () => {
  // The shape of examples/server/server.cpp: language by name, words as the model's tokens.
  const answer = {
    task: 'transcribe',
    language: 'german',
    duration: 3.5,
    text: ' Guten Morgen,\n Hamburg.\n',
    segments: [
      {
        id: 0,
        text: ' Guten Morgen, Hamburg.',
        start: 0,
        end: 3.5,
        tokens: [1, 2, 3, 4, 5],
        words: [
          { word: ' Gut', start: 0, end: 0.3, t_dtw: -1, probability: 0.9 },
          { word: 'en', start: 0.3, end: 0.5, t_dtw: -1, probability: 0.7 },
          { word: ' Morgen', start: 0.5, end: 1, t_dtw: -1, probability: 0.8 },
          { word: ',', start: 1, end: 1.1, t_dtw: -1, probability: 0.99 },
          { word: ' Hamburg.', start: 1.2, end: 3.5, t_dtw: -1, probability: 1 },
        ],
        temperature: 0,
        avg_logprob: -0.1,
        no_speech_prob: 0.01,
      },
    ],
  };

  it('becomes text on one line, a language by its code, segments and whole words', () => {
    expect(decodeResponse(answer, 'whisper-cpp')).toEqual({
      text: ' Guten Morgen, Hamburg. ',
      language: 'de',
      durationS: 3.5,
      segments: [{ startS: 0, endS: 3.5, text: 'Guten Morgen, Hamburg.', confidence: expect.closeTo(0.905, 2) }],
      words: [
        { startS: 0, endS: 0.5, text: 'Guten', confidence: 0.7 },
        { startS: 0.5, endS: 1.1, text: 'Morgen,', confidence: 0.8 },
        { startS: 1.2, endS: 3.5, text: 'Hamburg.', confidence: 1 },
      ],
    });
  });

  it('is an empty text for silence', () => {
    expect(decodeResponse({ text: '', segments: [] }, 'whisper-cpp')).toMatchObject({
      text: '',
      segments: [],
      words: [],
    });
  });

  it.each([[{ error: 'failed to read audio data' }], [{ error: 'no file', text: '' }]])(
    'is an error when it says so with status 200: %j',
    (body) => {
      expect(() => decodeResponse(body, 'whisper-cpp')).toThrow(expect.objectContaining({ name: 'ProviderError' }));
    },
  );

  it.each([[[]], ['text'], [{}]])('is a bad response when it holds no text: %j', (body) => {
    expect(() => decodeResponse(body, 'whisper-cpp')).toThrow(expect.objectContaining({ code: 'bad_response' }));
  });
});

it('knows the languages by Whisper’s names and by their codes', () => {
  expect(['english', 'German', 'cantonese', 'haitian creole', 'ja', 'klingon'].map(whisperLanguage)).toEqual([
    'en',
    'de',
    'yue',
    'ht',
    'ja',
    undefined,
  ]);
});
