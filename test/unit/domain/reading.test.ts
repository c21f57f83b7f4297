import { describe, expect, it } from 'vitest';
import { evaluateClaims } from '../../../src/domain/evaluate.ts';
import { equationsIn, plainExpression, roundingOf } from '../../../src/domain/notation.ts';
import { emergenciesIn } from '../../../src/domain/red-flags.ts';

const stateOf = (left: string, right: string, unit?: string) =>
  evaluateClaims({
    values: [],
    claims: [{ left: plainExpression(left), right: plainExpression(right), unit, absolute: roundingOf(right) }],
  })[0]?.state;

describe('sums as people write them', () => {
  it.each([
    ['$1,407 − $1,082', '325'],
    ['224 / 768', '29.2%'],
    ['40 × $20', '$800'],
    ['1.2 million / 4', '300 thousand'],
    ['\\frac{3}{4} \\times 2', '1.5'],
    ['(2+3)²', '25'],
    ['√(2)', '1.41'],
    ['₹1,00,000 * 3', '₹3,00,000'],
    ['6.02e23 * 2', '1.204e24'],
  ])('%s = %s is right', (left, right) => expect(stateOf(left, right)).toBe('right'));

  it.each([
    ['3 + 4', '8'],
    ['224 / 768', '29.3%'],
    ['1,000 - 1', '1,000'],
  ])('%s = %s is wrong', (left, right) => expect(stateOf(left, right)).toBe('wrong'));

  it.each([
    'import("fs")',
    'a = 3',
    'sqrt.constructor("x")',
    'f(x) = x',
    '[1,2][1]',
    'createUnit("x")',
    '"text"',
    '1'.repeat(600),
  ])('does not compute %s', (expression) => expect(stateOf(expression, '1')).toBe('open'));

  it('finds the sums that a text states, and no years', () => {
    expect(equationsIn('In 2019-2020 it grew: 992 - 768 = 224, i.e. 224/768 ≈ 29%. So x = 3.')).toEqual([
      { left: '992 - 768', right: '224', isRough: false },
      { left: '224/768', right: '29%', isRough: true },
    ]);
  });

  it('reads a long hostile text in a moment', () => {
    const started = performance.now();
    equationsIn(`${'1+'.repeat(50_000)}=`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('signs of an emergency', () => {
  it.each([
    ['Crushing chest pain spreading to the left arm', 1],
    ['No chest pain, but sweating', 0],
    ['Sudden facial droop since an hour', 1],
    ['Fever of 38.9 °C a week after chemotherapy', 1],
    ['A dry patch on the elbow', 0],
    ['Can carotid thickness predict stroke?', 0],
  ])('"%s": %i', (text, count) => expect(emergenciesIn(text)).toHaveLength(count));
});
