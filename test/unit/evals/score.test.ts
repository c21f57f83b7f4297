import { describe, expect, it } from 'vitest';
import { finalAnswer, quotesIn } from '../../../src/evals/final-answer.ts';
import type { EvalItem, Scoring } from '../../../src/evals/item.ts';
import { scoreAnswer } from '../../../src/evals/score.ts';

const item = (scoring: Exclude<Scoring, 'judge'>, answer: string, more: Partial<EvalItem> = {}) => ({
  id: 'a',
  question: 'Which?',
  answers: [answer],
  ...more,
  scoring,
});
const isRight = (...[of, text]: Parameters<typeof scoreAnswer>): boolean => scoreAnswer(of, text).isCorrect;

describe('the final answer', () => {
  it.each([
    ['the line that was asked for', 'First 3, then 4.\nAnswer: 7', '7'],
    ['in bold', 'So.\n\n**Answer:** Yes', 'Yes'],
    ['as a sentence', 'Hence the answer is 12.5.', '12.5.'],
    ['in a heading, on the line below', '## Final answer:\n\n42 apples', '42 apples'],
    ['the last of two', 'Answer: 3\nNo, that is wrong.\nAnswer: 4', '4'],
    ['in a box', 'Then $x = 2$, so \\boxed{\\frac{1}{2}}.', '\\frac{1}{2}'],
    ['a box on the line', 'Answer: $\\boxed{5}$', '5'],
    ['else the last line', 'I think about it.\n\nParis', 'Paris'],
    ['not a sentence about answers', 'Berlin\nAnswers depend on the year.\nParis', 'Paris'],
    ['of nothing', '', ''],
  ])('is %s', (_, text, expected) => {
    expect(finalAnswer(text)).toBe(expected);
  });
});

describe('numbers', () => {
  it.each([
    ['1520', 'Answer: $1,520'],
    ['1520', 'Answer: 1520.00 dollars'],
    ['16', 'Answer: 3 + (13) + 26 = 42 - 26 = 16'],
    ['-87.4', 'Answer: (87.4)'],
    ['-87.4', 'Answer: −87.4'],
    ['442.02', 'Answer: about 442.0'],
    ['0.75', 'Answer: 3/4'],
    ['0.75', 'Answer: \\frac{3}{4}'],
    ['0.0012', 'Answer: 1.2e-3'],
    ['120000', 'Answer: 1.2 \\times 10^5'],
    ['1.0', 'Answer: 1'],
  ])('takes %s from %s', (answer, text) => {
    expect(isRight(item('number', answer), text)).toBe(true);
  });

  it.each([
    ['1520', 'Answer: 1521'],
    ['16', 'Answer: sixteen of H2O'],
    ['442.02', 'Answer: 452'],
    ['13', 'Answer: -13'],
    ['5', 'I do not know.'],
    ['0', 'Answer: 0.4'],
  ])('does not take %s from %s', (answer, text) => {
    expect(isRight(item('number', answer), text)).toBe(false);
  });

  it.each([
    ['1400', 'thousand', 'Answer: 1.4 million'],
    ['1400', 'thousand', 'Answer: $1,400 thousand'],
    ['12.5', 'percent', 'Answer: 12.5%'],
    ['12.5', 'percent', 'Answer: 12.5'],
    ['12.5', '%', 'Answer: 12.5 percent'],
  ])('reads %s in %s from %s', (answer, scale, text) => {
    expect(isRight(item('number', answer, { scale }), text)).toBe(true);
  });

  it('keeps to the tolerance of an item', () => {
    expect(isRight(item('number', '100', { tolerance: 0.05 }), 'Answer: 104')).toBe(true);
    expect(isRight(item('number', '100', { tolerance: 0.05 }), 'Answer: 106')).toBe(false);
    expect(isRight(item('number', '2.50', { tolerance: 0 }), 'Answer: 2.51')).toBe(false);
  });
});

describe('exact answers', () => {
  it('overlooks case, articles and punctuation', () => {
    expect(isRight(item('exact', 'Deferred tax'), 'Answer: the **deferred tax**.')).toBe(true);
    expect(isRight(item('exact', 'Deferred tax'), 'Answer: deferred income')).toBe(false);
  });

  it('takes yes for true, and not for false', () => {
    expect(isRight(item('exact', 'True'), 'Answer: Yes, it converges.')).toBe(true);
    expect(isRight(item('exact', 'False'), 'Answer: Yes')).toBe(false);
  });

  it('takes the one choice that is named, and none when two are', () => {
    const choices = ['yes', 'no', 'maybe'];
    expect(isRight(item('exact', 'maybe', { choices }), 'Yes and no at first.\nAnswer: maybe')).toBe(true);
    expect(isRight(item('exact', 'no', { choices }), 'Answer: no, it does not')).toBe(true);
    expect(isRight(item('exact', 'no', { choices }), 'Answer: yes or no')).toBe(false);
  });
});

describe('multiple choice', () => {
  const choices = ['a tort', 'a crime', 'a contract'];

  it.each(['Answer: B', 'Answer: (b)', 'Answer: B) a crime', 'Answer: a crime', 'Answer: b.'])('takes %s', (text) => {
    expect(isRight(item('choice', 'a crime', { choices }), text)).toBe(true);
    expect(isRight(item('choice', 'B', { choices }), text)).toBe(true);
  });

  it.each(['Answer: C', 'Answer: a tort or a crime', 'Answer:', 'Be careful.'])('does not take %s', (text) => {
    expect(isRight(item('choice', 'a crime', { choices }), text)).toBe(false);
  });
});

describe('contained answers', () => {
  it('finds whole words, not parts of words', () => {
    expect(isRight(item('contains', 'Series 2000'), 'Answer: Horizon and Series 2000.')).toBe(true);
    expect(isRight(item('contains', 'art'), 'Answer: a party')).toBe(false);
  });

  it('knows a number in another notation', () => {
    expect(isRight(item('contains', '$41.9 million'), 'Answer: 41,900,000 dollars')).toBe(true);
    expect(isRight(item('contains', '2017'), 'Answer: 2,018')).toBe(false);
  });
});

describe('answers with citations', () => {
  const context = 'The lease ends on 1 May 2027.\nEither party may give notice of three months.';
  const cited = (answer: string) => item('citation', answer, { context });

  it('count when the answer is right and each quote stands in the context', () => {
    const text = 'Quote: “The lease ends on 1 May\n2027”'.replace('\n', ' ');
    expect(isRight(cited('1 May 2027'), `${text}\nAnswer: 1 May 2027`)).toBe(true);
  });

  it('do not count with a quote that is made up', () => {
    const text = 'Quote: "The lease ends on 1 May 2027."\nQuote: "Rent is due monthly."\nAnswer: 1 May 2027';
    expect(scoreAnswer(cited('1 May 2027'), text)).toMatchObject({
      isCorrect: false,
      reason: expect.stringContaining('Rent is due'),
    });
  });

  it('do not count without a quote', () => {
    expect(scoreAnswer(cited('1 May 2027'), 'Answer: 1 May 2027')).toMatchObject({
      isCorrect: false,
      reason: 'no quote',
    });
  });

  it('are read from lists and bold labels', () => {
    expect(quotesIn('- **Quote:** "one two"\n* Quote: «three»')).toEqual(['one two', 'three']);
  });
});
