import { describe, expect, it } from 'vitest';
import { baselineOf, changesSince, parseBaseline } from '../../../src/evals/baseline.ts';
import { reportOf, tableOf } from '../../../src/evals/report.ts';
import type { EvalResult } from '../../../src/evals/result.ts';
import { mcNemar, percentile, wilson } from '../../../src/evals/statistics.ts';

describe('intervals and tests', () => {
  // Reference values of R: prop.test(x, n, correct = FALSE) and binom.test(min, n, 0.5).
  it.each([
    [8, 10, 0.490162, 0.943318],
    [0, 10, 0, 0.277533],
    [10, 10, 0.722467, 1],
    [50, 100, 0.403832, 0.596168],
  ])('gives Wilson’s interval of %i in %i', (correct, total, low, high) => {
    const interval = wilson(correct, total);
    expect(interval.low).toBeCloseTo(low, 5);
    expect(interval.high).toBeCloseTo(high, 5);
  });

  it('knows nothing of nothing', () => {
    expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
    expect(percentile([], 0.5)).toBeUndefined();
    expect(mcNemar(0, 0)).toBe(1);
  });

  it.each([
    [1, 9, 0.021484],
    [9, 1, 0.021484],
    [5, 5, 1],
    [0, 5, 0.0625],
    [400, 600, 2.77e-10],
  ])('tests %i against %i exactly', (wins, losses, p) => {
    expect(mcNemar(wins, losses)).toBeCloseTo(p, 5);
  });

  it('takes percentiles by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(values, 0.5), percentile(values, 0.95), percentile([3], 0.95)]).toEqual([50, 95, 3]);
  });
});

const results = (model: string, verdicts: string): readonly EvalResult[] =>
  [...verdicts].map((verdict, index) => ({
    item: `i${index}`,
    fingerprint: 'f',
    model,
    outcome: verdict === '+' ? 'correct' : verdict === '-' ? 'wrong' : 'error',
    said: '',
    cost_usd: model === 'a' ? 0.01 : null,
    latency_ms: 1000 + index,
  }));

describe('a report', () => {
  const both = [...results('a', '++++++++++e'), ...results('b', '+---------+')];

  it('counts errors apart from wrong answers, and leaves an unknown price unknown', () => {
    const [a, b] = reportOf(['a', 'b'], both).models;
    expect(a).toMatchObject({ answered: 10, correct: 10, errors: 1, accuracy: 1 });
    expect(a?.cost_usd).toBeCloseTo(0.1);
    expect(b).toMatchObject({ answered: 11, correct: 2, errors: 0, cost_usd: null });
  });

  it('compares models on what both answered', () => {
    const { comparisons } = reportOf(['a', 'b'], both);
    expect(comparisons).toEqual([{ better: 'a', worse: 'b', wins: 9, losses: 0, p: expect.closeTo(0.0039, 4) }]);
    expect(tableOf(reportOf(['a', 'b'], both))).toMatch(/a is better than b: 9 questions to 0/);
  });

  it('says that a small difference is not clear', () => {
    const close = [...results('a', '++-'), ...results('b', '+--')];
    expect(tableOf(reportOf(['a', 'b'], close))).toContain('No clear difference between a and b: 1 questions to 0');
  });
});

describe('a baseline', () => {
  const baseline = parseBaseline(JSON.stringify(baselineOf(['a'], results('a', '++++++++++'))));

  it('calls a run worse that lost more than chance would take', () => {
    expect(changesSince(baseline, ['a'], results('a', '-----+++++'))).toMatchObject([
      { lost: 5, gained: 0, isWorse: true },
    ]);
    expect(changesSince(baseline, ['a'], results('a', '---+++++++'))).toMatchObject([
      { lost: 3, gained: 0, isWorse: false },
    ]);
  });

  it('says nothing of a model that it does not know', () => {
    expect(changesSince(baseline, ['b'], results('b', '----------'))).toEqual([]);
  });

  it('refuses another kind of file', () => {
    expect(() => parseBaseline('{"models":[]}')).toThrow('The baseline cannot be read.');
  });
});
