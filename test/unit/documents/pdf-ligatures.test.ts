import { describe, expect, it } from 'vitest';
import { ligatureWords, withLigatures } from '../../../src/documents/pdf-ligatures.ts';

const glyphs = (...letters: readonly string[]): readonly unknown[] => letters.flatMap((unicode) => [{ unicode }, -3]);

describe('right-to-left words with ligatures', () => {
  it('are spelt as they are, not as their letters were turned around', () => {
    const words = new Map<string, string>();
    // As drawn, from the left: meem, lam-alef, kaf; then a word without a ligature.
    ligatureWords(glyphs('م', 'لا', 'ك', ' ', 'ا', 'ل'), words);
    expect(withLigatures('لا كالم', words)).toBe('لا كلام');
  });

  it('leave all other words alone', () => {
    const words = new Map<string, string>();
    ligatureWords(glyphs('fi', 'n'), words);
    ligatureWords(undefined, words);
    expect(withLigatures('المدرسة fin', words)).toBe('المدرسة fin');
  });
});
