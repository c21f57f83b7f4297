import { describe, expect, it } from 'vitest';
import { checkFigures } from '../../../src/domain/figures.ts';

const check = (value: string, text: string, rest: Readonly<Record<string, string>> = {}) => {
  const place = { document: 'report', source: '/report' };
  const citation = { ...place, quote: text, start: 0, end: text.length, verified: true };
  const finding = { kind: 'figure', statement: 'Revenue', value, citations: [1], ...rest };
  return checkFigures([finding], [citation], [{ ...place, text, start: 0 }])[0];
};

describe('checkFigures', () => {
  it.each([
    ['2500', 'Revenue was 2,500 in the year.'],
    ['1.234.567,89', 'Der Umsatz betrug im vergangenen Jahr 1.234.567,89 Euro.'],
    ['1,234,567.89', 'Der Umsatz betrug im vergangenen Jahr 1.234.567,89 Euro.'],
    ['5.2%', '| Margin | 5.2 |'],
    ['₹1,00,000', 'The fee was ₹1,00,000 in all.'],
  ])('finds %s in “%s”', (value, text) => {
    expect(check(value, text)).toMatchObject({ ok: true });
  });

  it.each([
    ['500', 'Revenue was 2,500 in the year.'],
    ['2500', 'Revenue was 2,501 in the year.'],
    ['1.234', 'Revenue was 1,234 in the year.'],
    ['3 percentage points', 'The margin rose by 3 percent.'],
    ['5 million', 'Revenue was 5 billion in the year.'],
  ])('does not find %s in “%s”', (value, text) => {
    expect(check(value, text)).toMatchObject({ ok: false, note: 'the number is not in the passage' });
  });
});
