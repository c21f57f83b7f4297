import { describe, expect, it } from 'vitest';
import type { SearchHit } from '../../../src/core/retrieval.ts';
import { mergeCollections } from '../../../src/rag/across.ts';

const hit = (id: string, text: string, score: number): SearchHit => ({
  id,
  text,
  quote: text,
  score,
  legs: { keyword: 1 },
  document: id,
  source: id,
  start: 0,
  end: text.length,
  metadata: {},
});
const ids = (query: string, found: Readonly<Record<string, readonly SearchHit[]>>) =>
  mergeCollections(
    query,
    Object.entries(found).map(([collection, hits]) => ({ collection, hits })),
  ).map(({ id, collection }) => `${collection}/${id}`);

describe('mergeCollections', () => {
  it('goes by what the texts say, not by scores that cannot be compared', () => {
    const found = {
      words: [hit('aside', 'The weather is fine.', 25)],
      vectors: [hit('answer', 'The deposit is returned after six weeks.', 0.4)],
    };
    expect(ids('when is the deposit returned', found)).toEqual(['vectors/answer', 'words/aside']);
  });

  it('keeps the order within a collection where the words say nothing', () => {
    const found = {
      a: [hit('a1', 'One.', 1), hit('a2', 'Two.', 0.5)],
      b: [hit('b1', 'Three.', 9), hit('b2', 'Four.', 8)],
    };
    expect(ids('paraphrase', found)).toEqual(['a/a1', 'b/b1', 'a/a2', 'b/b2']);
  });

  it('leaves one collection as it ranked itself', () => {
    expect(ids('two', { a: [hit('a1', 'One.', 2), hit('a2', 'Two two.', 1)], b: [] })).toEqual(['a/a1', 'a/a2']);
  });
});
