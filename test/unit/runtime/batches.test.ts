import { describe, expect, it } from 'vitest';
import { batchesOf } from '../../../src/runtime/batches.ts';

const sizes = (batches: readonly (readonly string[])[]) => batches.map((batch) => batch.length);

describe('requests of many texts', () => {
  it('keeps to the number of texts and to their order', () => {
    const texts = Array.from({ length: 7 }, (_, index) => String(index));
    const batches = batchesOf(texts, { items: 3 });
    expect(sizes(batches)).toEqual([3, 3, 1]);
    expect(batches.flat()).toEqual(texts);
  });

  it('keeps to the tokens, by an estimate that is not too low', () => {
    const texts = Array.from({ length: 10 }, () => 'x'.repeat(200));
    expect(sizes(batchesOf(texts, { items: 100, tokens: 250 }))).toEqual([2, 2, 2, 2, 2]);
  });

  it('counts what each text costs beside its own', () => {
    const texts = Array.from({ length: 4 }, () => 'x'.repeat(20));
    expect(sizes(batchesOf(texts, { items: 100, tokens: 40, tokensEach: 10 }))).toEqual([2, 2]);
  });

  it('leaves a text alone that is longer than a request', () => {
    expect(batchesOf(['a', 'x'.repeat(1000), 'b'], { items: 10, tokens: 20 })).toEqual([
      ['a'],
      ['x'.repeat(1000)],
      ['b'],
    ]);
  });

  it('gives nothing for nothing', () => expect(batchesOf([], { items: 3 })).toEqual([]));
});
