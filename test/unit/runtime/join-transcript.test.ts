import { describe, expect, it } from 'vitest';
import { joinTranscripts } from '../../../src/runtime/join-transcript.ts';
import { said } from './speech.ts';

const span = (startS: number, endS: number, text: string, more = {}) => ({ startS, endS, text, ...more });

describe('transcripts of several parts', () => {
  it('become one, with times from the start of the whole', () => {
    const whole = joinTranscripts(
      [
        {
          startS: 0,
          endS: 10,
          transcript: said(' Hello. ', { segments: [span(1, 2, 'Hello.')], usage: { seconds: 10 } }),
        },
        {
          startS: 10,
          endS: 18.5,
          transcript: said('Bye.', { segments: [span(0.5, 2, 'Bye.')], usage: { seconds: 8.5 } }),
        },
      ],
      18.5,
    );
    expect(whole).toMatchObject({
      text: 'Hello. Bye.',
      durationS: 18.5,
      segments: [span(1, 2, 'Hello.'), span(10.5, 12, 'Bye.')],
      usage: { seconds: 18.5 },
    });
  });

  it('keep words only where every part that says something has them', () => {
    const first = said('a', { words: [span(0, 1, 'a')] });
    const parts = (second: ReturnType<typeof said>) => [
      { startS: 0, endS: 5, transcript: first },
      { startS: 5, endS: 9, transcript: second },
    ];
    expect(joinTranscripts(parts(said('b', { words: [span(1, 2, 'b')] })), 9).words).toEqual([
      span(0, 1, 'a'),
      span(6, 7, 'b'),
    ]);
    expect(joinTranscripts(parts(said('')), 9).words).toEqual([span(0, 1, 'a')]);
    expect(joinTranscripts(parts(said('b')), 9).words).toBeUndefined();
  });

  it('give a part without times one segment, so that nothing is missing among the others', () => {
    const { segments } = joinTranscripts(
      [
        { startS: 0, endS: 5, transcript: said('a', { segments: [span(0, 1, 'a')] }) },
        { startS: 5, endS: 9, transcript: said('b') },
      ],
      9,
    );
    expect(segments).toEqual([span(0, 1, 'a'), span(5, 9, 'b')]);
  });

  it('keep a time that a model puts behind the end of its part inside of it', () => {
    const { segments } = joinTranscripts(
      [
        { startS: 0, endS: 5, transcript: said('a', { segments: [span(4, 31, 'a')] }) },
        { startS: 5, endS: 9, transcript: said('b', { segments: [span(-1, 2, 'b')] }) },
      ],
      9,
    );
    expect(segments).toEqual([span(4, 5, 'a'), span(5, 7, 'b')]);
  });

  it('do not claim that speakers of different parts are the same person', () => {
    const transcript = said('a', { segments: [span(0, 1, 'a', { speaker: 'A' })] });
    const whole = joinTranscripts(
      [
        { startS: 0, endS: 5, transcript },
        { startS: 5, endS: 9, transcript },
      ],
      9,
    );
    expect(whole.segments.map(({ speaker }) => speaker)).toEqual(['1.A', '2.A']);
    expect(whole.notes).toEqual([expect.stringContaining('within each part only')]);
    expect(joinTranscripts([{ startS: 0, endS: 5, transcript }], 5).segments[0]?.speaker).toBe('A');
  });

  it('name the language of most of the text', () => {
    const part = (startS: number, text: string, language: string) => ({
      startS,
      endS: startS + 1,
      transcript: said(text, { language }),
    });
    expect(joinTranscripts([part(0, 'oui', 'fr'), part(1, 'a long answer', 'en')], 2).language).toBe('en');
  });

  it('put no space between sentences of scripts that have none', () => {
    const texts = ['今日は晴れです。', '明日は雨です。'];
    const parts = texts.map((text, index) => ({ startS: index, endS: index + 1, transcript: said(text) }));
    expect(joinTranscripts(parts, 2).text).toBe(texts.join(''));
  });

  it('know no cost when one part does not', () => {
    const part = (startS: number, costMicroUsd?: number) => ({
      startS,
      endS: startS + 1,
      transcript: said('a', { costMicroUsd }),
    });
    expect(joinTranscripts([part(0, 5), part(1, 7)], 2).costMicroUsd).toBe(12);
    expect(joinTranscripts([part(0, 5), part(1)], 2).costMicroUsd).toBeUndefined();
  });
});
