import { describe, expect, it } from 'vitest';
import { speakableText } from '../../../src/runtime/speakable-text.ts';
import { splitText } from '../../../src/runtime/split-text.ts';

describe('a text that is too long for one request', () => {
  it('is left whole while it fits', () => {
    expect(splitText('One. Two. Three.', 16)).toEqual(['One. Two. Three.']);
  });

  it('is cut at sentence ends, as late as possible', () => {
    expect(splitText('One is here. Two is here. Three is here.', 30)).toEqual([
      'One is here. Two is here.',
      'Three is here.',
    ]);
  });

  it('is cut at commas where one sentence is too long', () => {
    expect(splitText('When the rain came, we went home, and slept.', 25)).toEqual([
      'When the rain came,',
      'we went home, and slept.',
    ]);
  });

  it('is not cut within a number', () => {
    expect(splitText('It cost 1,000,000 at 10:30 sharp', 12)).toEqual(['It cost', '1,000,000 at', '10:30 sharp']);
  });

  it('is cut between words where there is no comma', () => {
    expect(splitText('alpha beta gamma delta', 11)).toEqual(['alpha beta', 'gamma delta']);
  });

  it('cuts a word only where it is longer than all there may be', () => {
    expect(splitText('a verylongword b', 5)).toEqual(['a', 'veryl', 'ongwo', 'rd b']);
  });

  it('cuts Japanese and Chinese sentences, which have no spaces', () => {
    expect(splitText('今日は晴れです。明日は雨です。', 8)).toEqual(['今日は晴れです。', '明日は雨です。']);
    expect(splitText('我们去了公园，然后回家了。', 7)).toEqual(['我们去了公园，', '然后回家了。']);
  });

  it('never cuts a character in two', () => {
    const text = '👩‍👩‍👧‍👦🇩🇪é̂'.repeat(20);
    const pieces = splitText(text, 12);
    expect(pieces.join('')).toBe(text);
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
    expect(pieces.every((piece) => !piece.startsWith('\u200d'))).toBe(true);
  });

  it.each([1, 2, 7, 64, 1000])('keeps every letter in order with a limit of %i', (limit) => {
    const text = `${'Dr. Smith said: "Yes, of course!" \n\n'.repeat(30)}${'x'.repeat(300)}`;
    const pieces = splitText(text, limit);
    expect(pieces.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(limit);
    expect(pieces.filter((piece) => piece.trim() === '')).toEqual([]);
  });

  it('is nothing when it is blank', () => {
    expect(splitText(' \n ', 10)).toEqual([]);
  });

  it('takes a megabyte without a break in reasonable time', () => {
    const started = performance.now();
    expect(splitText('x'.repeat(50_000), 1000)).toHaveLength(50);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('what can be said', () => {
  it.each([
    ['a\u0000b\u0007c', 'abc'],
    ['one\r\ntwo\rthree\u2028four', 'one\ntwo\nthree\nfour'],
    ['tab\there', 'tab\there'],
    ['half \ud83d and half \ude00', 'half  and half'],
    ['whole 😀', 'whole 😀'],
    ['\ufeffmark \u202egnihton', 'mark gnihton'],
    ['<speak><break time="9s"/>Hello</speak>', '<speak><break time="9s"/>Hello</speak>'],
    ['\u0001\u0002 ', ''],
  ])('of %j is %j', (text, expected) => {
    expect(speakableText(text)).toBe(expected);
  });
});
