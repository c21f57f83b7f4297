import { describe, expect, it } from 'vitest';
import { joinRankings, lexicalFirst, reciprocalRank } from '../../../src/rag/fuse.ts';

const scores = (...pairs: readonly (readonly [string, number])[]) => pairs.map(([id, score]) => ({ id, score }));
const ids = (fused: readonly { readonly id: string }[]) => fused.map(({ id }) => id);

describe('reciprocalRank', () => {
  it('puts what both legs found before what one found', () => {
    const fused = reciprocalRank({ keyword: scores(['a', 9], ['b', 8]), vector: scores(['c', 0.9], ['b', 0.8]) });
    expect(ids(fused)).toEqual(['b', 'a', 'c']);
    expect(fused[0]).toEqual({ id: 'b', score: 1 / 62 + 1 / 62, legs: { keyword: 2, vector: 2 } });
  });

  it('orders equals by id, so that one query has one answer', () => {
    expect(ids(reciprocalRank({ keyword: scores(['z', 1]), vector: scores(['y', 1]) }))).toEqual(['y', 'z']);
  });
});

describe('lexicalFirst', () => {
  it('does not let likeness outvote a strong match of words', () => {
    const legs = { keyword: scores(['words', 30], ['some', 12]), vector: scores(['vague', 0.7]) };
    const fused = lexicalFirst(
      legs,
      new Map([
        ['words', 0.2],
        ['some', 0.3],
        ['vague', 0.7],
      ]),
      3,
    );
    expect(ids(fused)[0]).toBe('words');
  });

  it('lets likeness decide where words match poorly', () => {
    const legs = { keyword: scores(['stray', 0.8]), vector: scores(['paraphrase', 0.75]) };
    expect(
      ids(
        lexicalFirst(
          legs,
          new Map([
            ['stray', 0.05],
            ['paraphrase', 0.75],
          ]),
          3,
        ),
      )[0],
    ).toBe('paraphrase');
  });

  it('scores a keyword hit with its cosine although the vector leg did not return it', () => {
    const legs = { keyword: scores(['a', 10], ['b', 10]), vector: [] };
    expect(ids(lexicalFirst(legs, new Map([['b', 0.4]]), 2))).toEqual(['b', 'a']);
  });

  it('judges a match by the term: a long question that shares little is a paraphrase still', () => {
    const legs = { keyword: scores(['stray', 9]), vector: scores(['paraphrase', 0.6]) };
    const cosines = new Map([
      ['stray', 0.3],
      ['paraphrase', 0.6],
    ]);
    expect(ids(lexicalFirst(legs, cosines, 3))[0]).toBe('stray');
    expect(ids(lexicalFirst(legs, cosines, 12))[0]).toBe('paraphrase');
  });

  it('has an order where no word matches and nothing is alike', () => {
    expect(ids(lexicalFirst({ keyword: [], vector: scores(['b', 0], ['a', -0.1]) }, new Map(), 0))).toEqual(['a', 'b']);
  });
});

describe('joinRankings', () => {
  const ranking = (...names: readonly string[]) =>
    names.map((id, index) => ({ id, score: 1, legs: { keyword: index + 1 } }));

  it('keeps what the query itself found first before what one variant did', () => {
    expect(ids(joinRankings([ranking('own', 'both'), ranking('new', 'both')]))).toEqual(['both', 'own', 'new']);
  });

  it('tells the best rank that a leg gave in any of them', () => {
    expect(joinRankings([ranking('a', 'b'), ranking('b')]).find(({ id }) => id === 'b')?.legs).toEqual({ keyword: 1 });
  });

  it('leaves a query without variants as it was ranked', () => {
    const own = ranking('z', 'a');
    expect(joinRankings([own])).toBe(own);
  });
});
