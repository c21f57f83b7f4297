import { describe, expect, it } from 'vitest';
import { agreementOf, groupAnswers } from '../../../tools/_agreement.ts';

const SAME: readonly (readonly [left: string, right: string])[] = [
  ['42', 'The answer is 42.'],
  ['1,234.50', '1234.5'],
  ['**Paris**', 'paris.'],
  ['Paris', 'The capital of France is Paris.'],
  ['Yes.', 'Yes, it is a prime number.'],
  ['東京', '日本の首都は東京です。'],
  ['17 × 3 = 51', '51'],
  [
    'Water boils at a lower temperature on mountains because the air pressure there is lower.',
    'Because air pressure is lower on mountains, water boils there at a lower temperature.',
  ],
];

const DIFFERENT: readonly (readonly [left: string, right: string])[] = [
  ['42', '43'],
  ['-3', '3'],
  ['0.5', '5'],
  ['The total is 42 apples.', 'The total is 43 apples.'],
  ['Paris', 'Lyon'],
  ['Yes, it is a prime number.', 'No, it is a prime power number.'],
  ['The bridge is safe for heavy lorries.', 'The bridge is not safe for heavy lorries.'],
  ["It's allowed to fish here.", "It isn't allowed to fish here."],
  ['東京', '日本の首都は京都です。'],
  [
    'Photosynthesis turns light, water and carbon dioxide into sugar and oxygen inside the leaves of plants.',
    'The treaty ended the war between both kingdoms and gave the northern provinces to the younger brother.',
  ],
];

describe('answers that say the same', () => {
  it.each(SAME)('%s ~ %s', (left, right) => {
    expect(groupAnswers([left, right])).toEqual([[0, 1]]);
    expect(groupAnswers([right, left])).toEqual([[0, 1]]);
  });
});

describe('answers that differ', () => {
  it.each(DIFFERENT)('%s / %s', (left, right) => {
    expect(groupAnswers([left, right])).toEqual([[0], [1]]);
    expect(groupAnswers([right, left])).toEqual([[0], [1]]);
  });
});

describe('agreement', () => {
  it('is the share of pairs that say the same', () => {
    expect(agreementOf(groupAnswers(['4', '4', '5']))).toBeCloseTo(1 / 3);
    expect(agreementOf(groupAnswers(['4', 'It is 4.', 'four plus nothing: 4']))).toBe(1);
    expect(agreementOf(groupAnswers(['4', '5']))).toBe(0);
  });

  it('is none for one answer', () => expect(agreementOf(groupAnswers(['4']))).toBe(0));

  it('joins a group only with an answer that agrees with all of it', () => {
    // The long answer contains both names, which do not agree with each other.
    expect(groupAnswers(['Goethe', 'Schiller', 'It was either Goethe or Schiller.'])).toEqual([[0, 2], [1]]);
  });
});
