import { describe, expect, it } from 'vitest';
import { checkCitations, type Passage } from '../../../src/rag/citations.ts';

const LEASE =
  'The deposit is two months of rent.  It is returned within six weeks\nafter the keys — all of them — were “handed back”.';
const DOME = 'Open the dome at least fifty minutes before the first observation, so that the mirror cools.';
const passages: readonly Passage[] = [
  { document: 'lease', source: '/docs/lease.txt', text: LEASE, start: 100 },
  { document: 'dome', source: '/docs/dome.pdf', page: 2, text: DOME, start: 0 },
];
const stored: Readonly<Record<string, string>> = { lease: ' '.repeat(100) + LEASE, dome: DOME };
const check = (answer: string) => {
  const cited = checkCitations(answer, passages);
  // Whatever a model writes: what is called verified stands in the stored text.
  for (const { document, quote, start, end, verified } of cited.citations) {
    if (verified) expect(stored[document]?.slice(start, end)).toBe(quote);
    else expect([start, end]).toEqual([undefined, undefined]);
  }
  return cited;
};

describe('checkCitations', () => {
  it('finds the quotes of an answer in the stored text', () => {
    expect(check('It opens fifty minutes before [2: "at least fifty minutes before the first observation"].')).toEqual({
      text: 'It opens fifty minutes before. [1]',
      citations: [
        {
          document: 'dome',
          source: '/docs/dome.pdf',
          page: 2,
          quote: 'at least fifty minutes before the first observation',
          start: 14,
          end: 65,
          verified: true,
        },
      ],
      unsupported: [],
    });
  });

  it.each([
    [
      'other white space, dashes and quotation marks',
      'returned within six weeks after the keys - all of them - were "handed back"',
    ],
    ['an apostrophe in it', "after the keys — all of them — were 'handed back'"],
    ['another case', 'THE DEPOSIT IS TWO MONTHS OF RENT'],
  ])('takes a quote with %s, and cites the text as it is', (_, quote) => {
    const { citations } = check(`The deposit is returned after the keys were handed back [1: “${quote}”].`);
    expect(citations).toMatchObject([{ document: 'lease', verified: true }]);
    expect(citations[0]?.quote).not.toBe(quote);
  });

  it('cites the passage that holds the quote although another was named', () => {
    const { citations } = check('The mirror cools [1: "so that the mirror cools"].');
    expect(citations).toMatchObject([{ document: 'dome', verified: true }]);
  });

  it('looks up both sides of an ellipsis', () => {
    const { citations } = check(
      'Open the dome so that the mirror cools [2: "Open the dome … so that the mirror cools"].',
    );
    expect(citations.map(({ quote, verified }) => [quote, verified])).toEqual([
      ['Open the dome', true],
      ['so that the mirror cools', true],
    ]);
  });

  it.each([
    ['parts in another order', 'so that the mirror cools … Open the dome'],
    ['parts of two passages', 'Open the dome … two months of rent'],
    ['scraps that are no words', 'The deposit is ... re'],
    ['half a word', 'pen the dome at least'],
    ['half a number', 'x is 500'],
    ['half a decimal', 'y is 2'],
    ['half of grouped digits', 'z is 7'],
  ])('does not verify a quote of %s', (_, quote) => {
    const sums = { document: 'sums', source: '/sums', text: 'x is 5000. y is 2.5. z is 7,000.', start: 0 };
    const { citations } = checkCitations(`Something is so [1: "${quote}"].`, [...passages, sums]);
    expect(citations).toMatchObject([{ verified: false, quote }]);
  });

  it('does not verify a quote that stands nowhere, and marks its sentence', () => {
    const cited = check('Pets are forbidden [1: "No pets may be kept"]. The deposit is two months of rent [1].');
    expect(cited.citations).toMatchObject([
      { document: 'lease', quote: 'No pets may be kept', verified: false },
      { document: 'lease', verified: true },
    ]);
    expect(cited.unsupported).toEqual(['Pets are forbidden.']);
    expect(cited.text).toBe('Pets are forbidden. [1] [unsupported] The deposit is two months of rent. [2]');
  });

  it.each([
    ['another number', 'The deposit is three months of rent [1: "The deposit is two months of rent"].'],
    ['another number in digits', 'The deposit is returned within 60 weeks [1].'],
    ['another matter', 'The moon is made of green cheese [2: "Open the dome"].'],
    ['no citation', 'The landlord lives in Geneva.'],
    ['a passage that does not exist', 'The landlord lives in Geneva [9].'],
  ])('marks a sentence with %s', (_, answer) => {
    expect(check(answer).unsupported).toHaveLength(1);
  });

  it.each([
    ['the number in digits', 'It is returned within 6 weeks [1].'],
    ['the marker after the full stop', 'The deposit is two months of rent. [1] It is returned within six weeks. [1]'],
    ['several passages in one marker', 'The deposit is two months of rent [1, 2].'],
    [
      'a quote in single quotation marks',
      "The deposit is two months of rent [1: 'The deposit is two months of rent'].",
    ],
    ['full-width brackets', 'The deposit is two months of rent【1】.'],
    [
      'another language',
      'Das Gerät wird wenigstens fünfzig Minuten davor geöffnet, und die Kuppel ist zu öffnen [2: "Open the dome"].',
    ],
    [
      'a quotation without a marker',
      'The handbook says: “Open the dome at least fifty minutes before the first observation”.',
    ],
    [
      'a sentence of the passage itself',
      'Open the dome at least fifty minutes before the first observation, so that the mirror cools.',
    ],
    ['a heading and a list', '## Deposit\n\nThe lease says:\n- The deposit is two months of rent [1].'],
  ])('takes %s', (_, answer) => {
    const cited = check(answer);
    expect(cited.unsupported).toEqual([]);
    expect(cited.citations.length).toBeGreaterThan(0);
  });

  it('numbers a citation once, however often it is used', () => {
    const quote = '[2: "the mirror cools"]';
    const { text, citations } = check(`The mirror cools ${quote}. Open the dome, the mirror cools ${quote}.`);
    expect(citations).toHaveLength(1);
    expect(text).toBe('The mirror cools. [1] Open the dome, the mirror cools. [1]');
  });

  it.each(['', '[1', '[1: "', '"]', '[[[1]]]', `${'[1: "'.repeat(3_000)}`, '\uE0000\uE001', '[1][1][1]'])(
    'survives %#',
    (answer) => {
      const began = performance.now();
      check(answer);
      expect(performance.now() - began).toBeLessThan(1_000);
    },
  );
});
