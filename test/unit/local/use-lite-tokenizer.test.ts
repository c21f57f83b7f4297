import { describe, expect, it } from 'vitest';
import { createTokenizer, type Vocabulary } from '../../../src/local/use-lite/tokenizer.ts';
import { meanVector, windowsOf } from '../../../src/local/use-lite/windows.ts';

const control: Vocabulary = Array.from({ length: 6 }, (_, index) => [`<${index}>`, 0] as const);
const pieces: Vocabulary = [
  ...control,
  ['▁un', -3],
  ['▁', -2],
  ['u', -6],
  ['n', -6],
  ['known', -4],
  ['k', -6],
  ['nown', -9],
];
const tokenize = createTokenizer(pieces);
const id = (piece: string): number => pieces.findIndex(([each]) => each === piece);

describe('tokenizer', () => {
  it('chooses the most probable way to cut a word', () => {
    expect(tokenize('unknown').ids).toEqual([id('▁un'), id('known')]);
  });

  it('takes any white space for one space', () => {
    expect(tokenize(' un\n\t un ').ids).toEqual([id('▁un'), id('▁un')]);
  });

  it('counts a run of unknown letters as one token, and tells their share', () => {
    const { ids, unknownShare } = tokenize('un日本語');
    expect(ids).toEqual([id('▁un'), 0]);
    expect(unknownShare).toBe(3 / 4);
  });

  it('knows nothing of an empty text', () => {
    expect(tokenize('  ')).toEqual({ ids: [], unknownShare: 1 });
  });
});

describe('windows', () => {
  it('cuts long texts into equal windows that lose no token', () => {
    const ids = Array.from({ length: 221 }, (_, index) => index);
    const windows = windowsOf(ids, 110);
    expect(windows.map((window) => window.length)).toEqual([73, 74, 74]);
    expect(windows.flat()).toEqual(ids);
  });

  it('averages windows by their tokens, at unit length', () => {
    const windows = [
      { vector: Float32Array.of(1, 0), tokens: 3 },
      { vector: Float32Array.of(0, 1), tokens: 4 },
    ];
    const [x = 0, y = 0] = meanVector(windows, 2);
    expect(x).toBeCloseTo(0.6);
    expect(y).toBeCloseTo(0.8);
  });
});
