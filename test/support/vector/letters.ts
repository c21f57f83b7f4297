import type { Embedder } from '../../../src/rag/embedder.ts';
import { receiptOf } from '../retrieval.ts';

/** Embeds by the letters of a text: `test/small` in 8 numbers, `test/large` in 12. */
export const letterEmbedder: Embedder = {
  resolve: async (model) => model ?? 'test/small',
  embed: async (texts, _, model = 'test/small') => {
    const dimensions = model === 'test/large' ? 12 : 8;
    const vectors = texts.map((text) => {
      const vector = new Float32Array(dimensions).fill(0.01);
      for (const letter of text) {
        const at = (letter.codePointAt(0) ?? 0) % dimensions;
        vector[at] = (vector[at] ?? 0) + 1;
      }
      return vector;
    });
    return { result: { vectors, usage: { input: texts.length } }, receipt: receiptOf(model) };
  },
};
