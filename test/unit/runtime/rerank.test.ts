import { describe, expect, it } from 'vitest';
import type { Ranked, RerankCapability, RerankLimits, RerankRequest } from '../../../src/core/rerank.ts';
import { pipeline, provider, toolCall } from './pipeline.ts';

/** Scores a passage by the number that it is; `alter` spoils the answer. */
function ranker(
  limits: RerankLimits,
  alter: (ranked: readonly Ranked[], request: RerankRequest) => readonly Ranked[] = (r) => r,
) {
  const asked: RerankRequest[] = [];
  const capability: RerankCapability = {
    limits: () => limits,
    async rerank(request) {
      asked.push(request);
      const ranked = request.passages
        .map((passage, index) => ({ index, score: Number(passage) / 100 }))
        .toSorted((left, right) => right.score - left.score)
        .slice(0, request.top);
      return { ranked: alter(ranked, request), usage: { searches: 1 }, costMicroUsd: 2000 };
    },
  };
  return { asked, capability };
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String((index * 37) % count));
const run = (capability: RerankCapability, request: { passages: readonly string[]; query?: string; top?: number }) =>
  pipeline([provider('acme', { rerank: capability })]).run(
    'rerank',
    { query: 'q', ...request },
    { model: 'acme' },
    toolCall(),
  );
const order = (ranked: readonly Ranked[], passages: readonly string[]) =>
  ranked.map(({ index }) => Number(passages[index]));

describe('rerank', () => {
  it('asks once for what fits, with the caller’s top', async () => {
    const { asked, capability } = ranker({ passages: 100 });
    const passages = numbers(10);
    const { result, receipt } = await run(capability, { passages, top: 3 });
    expect(asked.map(({ top }) => top)).toEqual([3]);
    expect(order(result.ranked, passages)).toEqual([9, 8, 7]);
    expect(receipt).toMatchObject({ usage: { searches: 1 }, costMicroUsd: 2000, notes: [] });
  });

  it('splits what is too much, keeps places and scores, and sums what it cost', async () => {
    const { asked, capability } = ranker({ passages: 4 });
    const passages = numbers(10);
    const { result, receipt } = await run(capability, { passages });
    expect(asked.map((request) => request.passages.length)).toEqual([4, 4, 2]);
    expect(order(result.ranked, passages)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    expect(result.ranked[0]?.score).toBe(0.09);
    expect(receipt).toMatchObject({ usage: { searches: 3 }, costMicroUsd: 6000 });
    expect(receipt.notes).toEqual(['The passages were ranked in 3 requests']);
  });

  it('counts the query once for each passage', async () => {
    const { asked, capability } = ranker({ passages: 100, tokens: 200 });
    await run(capability, { passages: numbers(10), query: 'q'.repeat(100) });
    expect(asked.length).toBeGreaterThan(2);
  });

  it('lets the best meet once more where scores depend on their neighbours', async () => {
    // Every request gives its best passage 1: only a request with all of the best tells them apart.
    const relative = (ranked: readonly Ranked[]) =>
      ranked.map(({ index }, place) => ({ index, score: 1 - place / 10 }));
    const { asked, capability } = ranker({ passages: 4, isListwise: true }, relative);
    const passages = numbers(12);
    const { result, receipt } = await run(capability, { passages, top: 5 });
    expect(asked.map((request) => request.passages.length)).toEqual([4, 4, 4, 3]);
    expect(order(result.ranked, passages)[0]).toBe(11);
    const scores = result.ranked.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((left, right) => right - left));
    expect(new Set(result.ranked.map(({ index }) => index)).size).toBe(5);
    expect(receipt.notes).toHaveLength(2);
  });

  it.each<readonly [string, (ranked: readonly Ranked[]) => readonly Ranked[]]>([
    ['a passage twice', (ranked) => [...ranked, ...ranked.slice(0, 1)]],
    ['a passage that was not there', (ranked) => [...ranked.slice(1), { index: 99, score: 1 }]],
    ['fewer than were asked for', (ranked) => ranked.slice(1)],
    ['no number', (ranked) => ranked.map(({ index }) => ({ index, score: Number.NaN }))],
  ])('refuses an answer that ranks %s', async (_what, alter) => {
    const { capability } = ranker({ passages: 100 }, alter);
    await expect(run(capability, { passages: numbers(5) })).rejects.toMatchObject({ code: 'bad_response' });
  });

  it.each([
    [{ passages: [] }, 'There is no passage to rank.'],
    [{ passages: ['a', ' '] }, 'passages[1] is empty.'],
    [{ passages: ['a'], query: ' ' }, 'There is no query to rank by.'],
    [{ passages: ['a'], top: 0 }, 'top must be a whole number above 0.'],
  ])('refuses %j', async (request, message) => {
    const { asked, capability } = ranker({ passages: 100 });
    await expect(run(capability, request)).rejects.toMatchObject({ code: 'invalid_input', message });
    expect(asked).toEqual([]);
  });
});
