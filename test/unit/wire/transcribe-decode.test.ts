import { describe, expect, it } from 'vitest';
import { decodeTranscript as assemblyai } from '../../../src/wire/assemblyai-transcript.ts';
import { decodeResponse as azure } from '../../../src/wire/azure-fast-transcription.ts';
import { decodeResponse as cloudflare } from '../../../src/wire/cloudflare-run.ts';
import { decodeResponse as deepgram, readDeepgramFailure } from '../../../src/wire/deepgram-listen/decode.ts';
import { readElevenlabsError } from '../../../src/wire/elevenlabs-error.ts';
import { decodeResponse as elevenlabs } from '../../../src/wire/elevenlabs-scribe.ts';
import { decodeOutput as fal } from '../../../src/wire/fal-queue/transcribe.ts';
import { decodeResponse as google } from '../../../src/wire/google-speech.ts';
import { chunkOf } from '../../../src/wire/huggingface-asr.ts';
import { decodeTranscript as revai } from '../../../src/wire/revai-jobs.ts';
import { decodeResponse as sarvam } from '../../../src/wire/sarvam-stt.ts';
import { decodeTranscript as speechmatics } from '../../../src/wire/speechmatics-batch/decode.ts';
import { transcription } from '../../../src/wire/transcription.ts';
import { decodeResponse as watson } from '../../../src/wire/watson-recognize.ts';

const speakers = (heard: Parameters<typeof transcription>[0]) =>
  transcription(heard, { diarize: true }).segments.map(({ speaker, text }) => [speaker, text]);

describe('answers of other wires', () => {
  it('Deepgram: speakers from utterances, channels one after the other', () => {
    const word = (text: string, start: number, speaker: number) => ({
      word: text,
      punctuated_word: text,
      start,
      end: start + 1,
      speaker,
    });
    const heard = deepgram(
      {
        metadata: { duration: 4 },
        results: {
          channels: [
            {
              detected_language: 'en',
              alternatives: [{ transcript: 'Hi. No.', words: [word('Hi.', 0, 0), word('No.', 1, 1)] }],
            },
            { alternatives: [{ transcript: 'Yes.', words: [word('Yes.', 0.5, 2)] }] },
          ],
          utterances: [
            { start: 0, end: 1, transcript: 'Hi.', speaker: 0, confidence: 0.9 },
            { start: 0.5, end: 1.5, transcript: 'Yes.', speaker: 2 },
            { start: 1, end: 2, transcript: 'No.', speaker: 1 },
          ],
        },
      },
      'deepgram',
    );
    expect(heard).toMatchObject({ text: 'Hi. No.\nYes.', language: 'en', durationS: 4 });
    expect(speakers(heard).map(([speaker]) => speaker)).toEqual(['0', '2', '1']);
    expect(heard.words?.map(({ text }) => text)).toEqual(['Hi.', 'Yes.', 'No.']);
  });

  it('ElevenLabs: spaces are no words, sounds are, and each channel is heard', () => {
    const item = (text: string, type: string, start: number, speaker_id = 'speaker_0') => ({
      text,
      type,
      start,
      end: start + 1,
      speaker_id,
    });
    const heard = elevenlabs(
      {
        language_code: 'eng',
        text: 'Ho (laughs)',
        words: [item('Ho', 'word', 0), item(' ', 'spacing', 1), item('(laughs)', 'audio_event', 1, 'speaker_1')],
        audio_duration_secs: 3,
      },
      'elevenlabs',
    );
    expect(heard).toMatchObject({ language: 'eng', durationS: 3 });
    expect(speakers(heard)).toEqual([
      ['speaker_0', 'Ho'],
      ['speaker_1', '(laughs)'],
    ]);
    const both = elevenlabs(
      {
        transcripts: [
          { text: 'a', words: [item('a', 'word', 2)] },
          { text: 'b', words: [item('b', 'word', 1)] },
        ],
      },
      'elevenlabs',
    );
    expect([both.text, both.words?.map(({ text }) => text)]).toEqual(['a\nb', ['b', 'a']]);
  });

  it('AssemblyAI: milliseconds', () => {
    const word = { text: 'Hi.', start: 170, end: 718, confidence: 0.9, speaker: 'A' };
    const heard = assemblyai({
      text: 'Hi.',
      audio_duration: 25,
      words: [word],
      utterances: [{ ...word, words: [word] }],
    });
    expect(heard).toMatchObject({ durationS: 25, words: [{ startS: 0.17, endS: 0.718, speaker: 'A' }] });
  });

  it('Google: durations as text, results without words, silence', () => {
    const heard = google(
      {
        results: [
          {
            alternatives: [{ transcript: 'Hi', words: [{ endOffset: '0.500s', word: 'Hi', speakerLabel: '1' }] }],
            resultEndOffset: '1.200s',
            languageCode: 'en-us',
          },
        ],
        metadata: { totalBilledDuration: '15s' },
      },
      'google-speech',
    );
    expect(heard).toMatchObject({
      usage: { seconds: 15 },
      words: [{ startS: 0, endS: 0.5, speaker: '1' }],
      durationS: 1.2,
    });
    const untimed = google(
      {
        results: [
          { alternatives: [{ transcript: 'a' }], resultEndOffset: '1s' },
          { alternatives: [{ transcript: 'b' }], resultEndOffset: '2.5s' },
        ],
      },
      'g',
    );
    expect(untimed.segments).toEqual([
      { startS: 0, endS: 1, text: 'a' },
      { startS: 1, endS: 2.5, text: 'b' },
    ]);
    expect(google({ metadata: { requestId: 'r' } }, 'g').text).toBe('');
  });

  it('Azure: an offset and a length', () => {
    const heard = azure(
      {
        durationMilliseconds: 2000,
        combinedPhrases: [{ text: 'Hi.' }],
        phrases: [
          {
            speaker: 1,
            offsetMilliseconds: 500,
            durationMilliseconds: 1000,
            text: 'Hi.',
            locale: 'en-US',
            confidence: 0.8,
            words: [{ text: 'Hi.', offsetMilliseconds: 500, durationMilliseconds: 400 }],
          },
        ],
      },
      'azure-speech',
    );
    expect(heard).toMatchObject({
      durationS: 2,
      language: 'en-US',
      segments: [{ startS: 0.5, endS: 1.5, speaker: '1', confidence: 0.8 }],
      words: [{ startS: 0.5, endS: 0.9, speaker: '1' }],
    });
  });

  it('IBM: speakers in a list of their own', () => {
    const heard = watson(
      {
        results: [
          {
            final: true,
            alternatives: [
              {
                transcript: 'hi you ',
                timestamps: [
                  ['hi', 0.1, 0.4],
                  ['you', 0.5, 0.9],
                ],
                word_confidence: [
                  ['hi', 0.9],
                  ['you', 0.8],
                ],
              },
            ],
          },
        ],
        speaker_labels: [
          { from: 0.1, to: 0.4, speaker: 0 },
          { from: 0.5, to: 0.9, speaker: 1 },
        ],
      },
      'ibm-watson-speech',
    );
    expect(speakers(heard)).toEqual([
      ['0', 'hi'],
      ['1', 'you'],
    ]);
    expect(heard.words?.[1]?.confidence).toBe(0.8);
  });

  it('Speechmatics: marks hold on to the word that they say', () => {
    const item = (content: string, start: number, more: object = {}) => ({
      type: 'word',
      start_time: start,
      end_time: start + 0.5,
      alternatives: [{ content, confidence: 1, language: 'es', speaker: 'S1' }],
      ...more,
    });
    const heard = speechmatics({
      metadata: { language_pack_info: { word_delimiter: ' ' } },
      job: { duration: 7 },
      results: [
        item('¿', 0, { type: 'punctuation', attaches_to: 'next' }),
        item('Qué', 0),
        item('?', 0.5, { type: 'punctuation', attaches_to: 'previous', is_eos: true }),
        item('Nada', 1),
        item('.', 1.5, { type: 'punctuation' }),
      ],
    });
    expect(heard).toMatchObject({ text: '¿Qué? Nada.', language: 'es', durationS: 7 });
    expect(heard.words?.map(({ text }) => text)).toEqual(['¿Qué?', 'Nada.']);
  });

  it('Rev AI: monologues', () => {
    const answer = {
      monologues: [
        {
          speaker: 0,
          elements: [
            { type: 'text', value: 'Hi', ts: 0, end_ts: 1, confidence: 0.9 },
            { type: 'punct', value: '.' },
          ],
        },
        {
          speaker: 1,
          elements: [
            { type: 'text', value: 'Ho', ts: 1, end_ts: 2 },
            { type: 'unknown', value: '<laugh>' },
          ],
        },
      ],
    };
    expect(speakers(revai(answer, true))).toEqual([
      ['0', 'Hi.'],
      ['1', 'Ho'],
    ]);
    expect(revai(answer, false).words?.[0]).not.toHaveProperty('speaker');
  });

  it('Sarvam: three lists of times', () => {
    const answer = {
      transcript: 'a b',
      language_code: 'hi-IN',
      timestamps: { words: ['a', 'b'], start_time_seconds: [0, 1], end_time_seconds: [1, 2] },
    };
    expect(sarvam(answer, 'sarvam').segments).toEqual([
      { startS: 0, endS: 1, text: 'a' },
      { startS: 1, endS: 2, text: 'b' },
    ]);
  });

  it('Cloudflare: its envelope, with an error in it or the result of a Whisper', () => {
    const result = {
      text: 'Hi.',
      transcription_info: { language: 'en', duration: 2 },
      segments: [{ start: 0, end: 1, text: ' Hi.', words: [{ word: ' Hi.', start: 0, end: 1 }] }],
    };
    expect(cloudflare({ success: true, errors: [], result }, 'cf')).toMatchObject({
      language: 'en',
      durationS: 2,
      words: [{ text: ' Hi.' }],
    });
    expect(() =>
      cloudflare({ success: false, errors: [{ code: 5006, message: 'bad input' }], result: {} }, 'cf'),
    ).toThrow(/bad input/);
  });

  it('fal: chunks with a speaker, and words where they were asked for', () => {
    const chunks = [{ timestamp: [0, 1], text: ' Hi', speaker: 'SPEAKER_00' }];
    expect(fal({ text: ' Hi', chunks, inferred_languages: ['en'] }, {})).toMatchObject({
      language: 'en',
      segments: [{ speaker: 'SPEAKER_00' }],
      words: [],
    });
    expect(fal({ text: ' Hi', chunks }, { timestamps: 'word' })).toMatchObject({
      segments: [],
      words: [{ text: ' Hi' }],
    });
  });

  it('Whisper’s last chunk ends with the audio', () => {
    expect(chunkOf({ timestamp: [4, null], text: 'x' }, 9)).toEqual({ startS: 4, endS: 9, text: 'x' });
  });
});

describe('refusals', () => {
  it('of Deepgram and ElevenLabs are read in their own words', () => {
    const failure = (body: unknown) => ({ status: 400, headers: {}, body });
    expect(readDeepgramFailure(failure({ err_code: 'Bad Request', err_msg: 'corrupt data', request_id: 'r' }))).toEqual(
      { message: 'corrupt data', code: 'Bad Request' },
    );
    expect(readDeepgramFailure(failure('plain')).message).toBe('plain');
    expect(readElevenlabsError({ detail: { status: 'quota_exceeded', message: 'no credits' } })).toMatchObject({
      message: 'no credits',
      code: 'insufficient_quota',
    });
    expect(readElevenlabsError({ detail: [{ loc: ['body', 'file'], msg: 'missing' }] }).message).toBe(
      'body.file: missing',
    );
  });
});
