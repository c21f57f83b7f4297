import { describe, expect, it } from 'vitest';
import type { TranscriptSegment } from '../../../src/core/transcribe.ts';
import { dropped, termsOf } from '../../../src/wire/transcribe-wishes.ts';
import { joinWords, segmentsOf } from '../../../src/wire/transcript-segments.ts';
import { spanOf, transcription } from '../../../src/wire/transcription.ts';

/** Words of half a second each, one after the other. */
const said = (text: string, more: Partial<TranscriptSegment> = {}, from = 0): TranscriptSegment[] =>
  text
    .split(' ')
    .map((word, index) => ({ text: word, startS: from + index / 2, endS: from + index / 2 + 0.5, ...more }));

describe('words', () => {
  it.each([
    [['Hello', 'world', '.'], 'Hello world.'],
    [[' Hello', ' world,', ' again'], 'Hello world, again'],
    [['今日', 'は', '晴れ', 'です', '。'], '今日は晴れです。'],
    [['用', 'Python', '写'], '用 Python 写'],
    [['สวัสดี', 'ครับ'], 'สวัสดีครับ'],
    [[], ''],
  ])('%j are the text %j', (words, text) => {
    expect(joinWords(words)).toBe(text);
  });

  it('become segments that end with a sentence', () => {
    const segments = segmentsOf([...said('Is it? "Yes." It'), ...said('is', {}, 2)]);
    expect(segments.map(({ text, startS, endS }) => [text, startS, endS])).toEqual([
      ['Is it?', 0, 1],
      ['"Yes."', 1, 1.5],
      ['It is', 1.5, 2.5],
    ]);
  });

  it('become another segment when another one speaks, or after a long pause', () => {
    const words = [
      ...said('well I', { speaker: 'A' }),
      ...said('no wait', { speaker: 'B' }, 1),
      ...said('later on', { speaker: 'B' }, 4),
    ];
    expect(segmentsOf(words).map(({ text, speaker }) => [speaker, text])).toEqual([
      ['A', 'well I'],
      ['B', 'no wait'],
      ['B', 'later on'],
    ]);
  });

  it('give a segment their mean confidence when each has one', () => {
    const [low, high] = said('so so', { confidence: 0.5 });
    if (low === undefined || high === undefined) throw new Error('two words');
    expect(segmentsOf([low, { ...high, confidence: 0.6 }])).toMatchObject([{ confidence: 0.55 }]);
    expect(segmentsOf([low, { ...high, confidence: undefined }])[0]).not.toHaveProperty('confidence');
  });
});

describe('a transcription', () => {
  const heard = { text: ' Hi you. ', words: said('Hi you.'), durationS: 1 };

  it('has words only where they were asked for, and no times where nobody wants them', () => {
    expect(transcription(heard, {})).toMatchObject({ text: 'Hi you.', segments: [{ text: 'Hi you.' }] });
    expect(transcription(heard, {})).not.toHaveProperty('words');
    expect(transcription(heard, { timestamps: 'word' }).words).toHaveLength(2);
    expect(transcription(heard, { timestamps: 'none' }).segments).toEqual([]);
    expect(transcription(heard, { timestamps: 'none', diarize: true }).segments).toHaveLength(1);
  });

  it('is billed by what the provider says, else by the length that is known', () => {
    expect(transcription({ text: 'x', usage: { input: 3, output: 1 }, durationS: 2 }, {}).usage).toEqual({
      input: 3,
      output: 1,
    });
    expect(transcription({ text: 'x', durationS: 2 }, { durationS: 9 }).usage).toEqual({ seconds: 2 });
    expect(transcription({ text: 'x' }, { durationS: 9 }).usage).toEqual({ seconds: 9 });
    expect(transcription({ text: 'x' }, {}).usage).toEqual({});
  });

  it('leaves out spans without both times, and reads numbers that are text', () => {
    expect(spanOf({ start: 1, end: null, text: 'x' })).toBeUndefined();
    expect(spanOf({ start: '1.5', end: '2', text: 'x', speaker: 0, confidence: '0.75' })).toEqual({
      startS: 1.5,
      endS: 2,
      text: 'x',
      speaker: '0',
      confidence: 0.75,
    });
    expect(spanOf({ start: 0, end: 1, text: 'x', confidence: 87 })).not.toHaveProperty('confidence');
  });
});

describe('wishes', () => {
  it('that a model cannot fulfil are told, those that nobody has are not', () => {
    const all = { speakers: true, times: true, prompt: true, language: true };
    expect(dropped({}, all)).toEqual([]);
    expect(dropped({ timestamps: 'none' }, all)).toEqual([]);
    expect(dropped({ timestamps: 'segment', diarize: true, prompt: 'x', language: 'en' }, all)).toHaveLength(4);
    expect(dropped({ timestamps: 'word' }, { wordTimes: true })).toHaveLength(1);
    expect(dropped({ timestamps: 'segment' }, { wordTimes: true })).toEqual([]);
  });

  it('for words are cut out of the prompt, and what does not fit is counted', () => {
    expect(termsOf('Ada Lovelace, UNIVAC;\nUNIVAC', { most: 9, longest: 20 })).toEqual({
      terms: ['Ada Lovelace', 'UNIVAC'],
      notes: [],
    });
    expect(termsOf(`a, b, ${'c'.repeat(30)}`, { most: 1, longest: 20 })).toEqual({
      terms: ['a'],
      notes: ['2 of 3 terms of the prompt were dropped'],
    });
    expect(termsOf('Ada Lovelace.', { most: 9, longest: 20, isSingleWords: true }).terms).toEqual(['Ada', 'Lovelace']);
    expect(termsOf(undefined, { most: 1, longest: 1 })).toEqual({ terms: [], notes: [] });
  });
});
