import { describe, expect, it } from 'vitest';
import type { TranscribeRequest } from '../../../src/core/transcribe.ts';
import { decodeResponse as openai } from '../../../src/wire/openai-transcribe/decode.ts';
import { transcription } from '../../../src/wire/transcription.ts';

const DIARIZED: Pick<TranscribeRequest, 'timestamps' | 'diarize'> = { diarize: true, timestamps: 'word' };
const plain = { provider: 'acme', dialect: {} };
const speakers = (heard: Parameters<typeof transcription>[0]) =>
  transcription(heard, DIARIZED).segments.map(({ speaker, text }) => [speaker, text]);

describe('answers of OpenAI’s wire', () => {
  it('say speakers in their segments, beside them, or in their words', () => {
    const inSegments = openai(
      {
        text: 'Hi. Ho.',
        segments: [
          { start: 0, end: 1, text: ' Hi.', speaker: 'A' },
          { start: 1, end: 2, text: ' Ho.', speaker: 'B' },
        ],
      },
      DIARIZED,
      plain,
    );
    const beside = openai(
      {
        text: 'Hi. Ho.',
        segments: [{ id: 0, start: 0, end: 2, text: 'Hi. Ho.' }],
        speaker_segments: [
          { id: 1, speaker_id: 'A', start: 0, end: 1, text: 'Hi.', words: [] },
          { id: 2, speaker_id: 'B', start: 1, end: 2, text: 'Ho.', words: [] },
        ],
      },
      DIARIZED,
      plain,
    );
    const inWords = openai(
      {
        text: 'Hi. Ho.',
        segments: [{ start: 0, end: 2, text: 'Hi. Ho.' }],
        words: [
          { word: 'Hi.', start: 0, end: 1, speaker_id: 'A' },
          { word: 'Ho.', start: 1, end: 2, speaker_id: 'B' },
        ],
      },
      DIARIZED,
      plain,
    );
    for (const heard of [inSegments, beside, inWords]) {
      expect(speakers(heard)).toEqual([
        ['A', 'Hi.'],
        ['B', 'Ho.'],
      ]);
    }
  });

  it('are billed by tokens or by seconds', () => {
    const usageOf = (usage: object, more: object = {}) => openai({ text: 'x', usage, ...more }, {}, plain).usage;
    expect(usageOf({ type: 'duration', seconds: 6 })).toEqual({ seconds: 6 });
    expect(usageOf({ type: 'tokens', input_tokens: 25, output_tokens: 6, total_tokens: 31 })).toEqual({
      input: 25,
      output: 6,
    });
    expect(usageOf({ prompt_audio_seconds: 3, prompt_tokens: 5, completion_tokens: 11, total_tokens: 391 })).toEqual({
      input: 380,
      output: 11,
      seconds: 3,
    });
    expect(usageOf({}, { duration: 2 })).toEqual({ seconds: 2 });
  });

  it('state a cost only where that is the provider’s', () => {
    const body = { text: 'x', usage: { seconds: 6, cost: 0.0006 } };
    expect(openai(body, {}, { provider: 'acme', dialect: { statesCost: true } }).costMicroUsd).toBe(600);
    expect(openai(body, {}, plain)).not.toHaveProperty('costMicroUsd');
  });

  it('with words in the place of segments are words, phrases stay segments', () => {
    const voxtral = { provider: 'acme', dialect: { segmentsAreWords: true } };
    const words = {
      text: 'Hi you',
      segments: [
        { start: 0, end: 1, text: ' Hi' },
        { start: 1, end: 2, text: ' you' },
      ],
    };
    expect(openai(words, { timestamps: 'word' }, voxtral).words).toHaveLength(2);
    const phrases = { text: 'Hi you', segments: [{ start: 0, end: 2, text: 'Hi you' }] };
    expect(openai(phrases, { timestamps: 'word' }, voxtral)).toMatchObject({
      words: [],
      segments: [{ text: 'Hi you' }],
    });
  });

  it('with an empty text are silence, without one they are no transcript', () => {
    expect(openai({ text: '' }, {}, plain).text).toBe('');
    expect(() => openai({}, {}, plain)).toThrow(expect.objectContaining({ code: 'bad_response' }));
    expect(() => openai({ error: { message: 'no credit', code: 'insufficient_quota' } }, {}, plain)).toThrow(
      expect.objectContaining({ code: 'quota_exhausted', provider: 'acme' }),
    );
  });
});
