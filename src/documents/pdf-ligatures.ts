/** Arabic, Hebrew and their kin. */
const RTL = /[\u0590-\u08FF]/u;

/**
 * Words with ligatures as pdf.js spells them, and as they are spelt. It turns the letters of right-to-left text around one by
 * one; those of a glyph that stands for two (lam with alef) are in their order already, and come out swapped.
 */
export function ligatureWords(glyphs: unknown, words: Map<string, string>): void {
  if (!Array.isArray(glyphs)) return;
  let word: string[] = [];
  const end = () => {
    if (word.some((letters) => letters.length > 1 && RTL.test(letters))) {
      const spelt = normal([...word].reverse().join(''));
      words.set(normal([...word.join('')].reverse().join('')), spelt);
    }
    word = [];
  };
  for (const glyph of glyphs) {
    // Between glyphs stand numbers that move them.
    if (typeof glyph !== 'object' || glyph === null || !('unicode' in glyph)) continue;
    const letters = String(glyph.unicode);
    if (letters.trim() === '') end();
    else word.push(letters);
  }
  end();
}

const normal = (text: string): string => text.normalize('NFKC');

/** A text with its words spelt as they are. */
export const withLigatures = (text: string, words: ReadonlyMap<string, string>): string =>
  words.size === 0 ? text : text.replaceAll(/\S+/gu, (word) => words.get(normal(word)) ?? word);
