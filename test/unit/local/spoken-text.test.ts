import { describe, expect, it } from 'vitest';
import { spokenText } from '../../../src/local/flite/spoken-text.ts';
import { utterancesOf } from '../../../src/local/flite/utterances.ts';

describe('folding a text to what an English voice can say', () => {
  it('lets marks fall off letters and takes ligatures apart', () => {
    expect(spokenText('Crème brûlée, Łódź, Ærø, straße, ﬁne')).toEqual({
      text: 'Creme brulee, Lodz, Aero, strasse, fine',
      leftOut: 0,
      foreignShare: 0,
    });
  });

  it('says typographic signs as words or plain punctuation', () => {
    expect(spokenText('“It’s 20°” — about €5.50…').text).toBe('"It\'s 20 degrees " , about 5.50 euros ...');
  });

  it('leaves out what it cannot say and counts it', () => {
    expect(spokenText('Good morning 😀 and 東京')).toMatchObject({ text: 'Good morning and', leftOut: 3 });
  });

  it('tells the share of letters of other scripts', () => {
    expect(spokenText('Привет, мир').foreignShare).toBe(1);
    expect(spokenText('This is Привет').foreignShare).toBeCloseTo(6 / 12);
  });

  it('makes spaces of control characters and lone surrogates harmless', () => {
    expect(spokenText('one\u0000two\u001b[31m\nthree\ud800').text).toBe('one two [31m three');
  });
});

describe('cutting a text into utterances', () => {
  it('keeps a short text whole', () => {
    expect(utterancesOf('One sentence. Another one.')).toEqual(['One sentence. Another one.']);
  });

  it('ends at sentences where it can, the first early', () => {
    const text = 'This is a sentence of some length, with a clause. '.repeat(20).trim();
    const utterances = utterancesOf(text);
    expect(utterances.join(' ')).toBe(text);
    expect(utterances[0]?.length).toBeLessThanOrEqual(120);
    expect(utterances.every((utterance) => utterance.endsWith('.') && utterance.length <= 300)).toBe(true);
  });

  it('cuts a word of a megabyte into pieces of bounded length, quickly', () => {
    const utterances = utterancesOf('x'.repeat(1_000_000));
    expect(utterances.every((utterance) => utterance.length <= 301)).toBe(true);
    expect(utterances.join('').replaceAll(' ', '')).toHaveLength(1_000_000);
  });

  it('has nothing for no text', () => {
    expect(utterancesOf('')).toEqual([]);
  });
});
