import { describe, expect, it } from 'vitest';
import { bestQuote } from '../../../src/rag/quote.ts';
import { queryTerms } from '../../../src/rag/segment.ts';

const quote = (text: string, query: string): string => bestQuote(text, queryTerms(query, ['english'], 100));

describe('bestQuote', () => {
  it('picks the sentence that answers', () => {
    const text =
      'Ducks are birds. They eat many things. The mallard lays eight to thirteen eggs. Its nest is on the ground.';
    expect(quote(text, 'how many eggs does a mallard lay')).toMatch(/^The mallard lays eight to thirteen eggs\./u);
  });

  it.each([
    'One line',
    `${'word '.repeat(400)}needle ${'word '.repeat(400)}`,
    '字'.repeat(900),
    '𠀋'.repeat(900),
    '  \n padded. \n\n text ',
  ])('returns an exact, bounded, whole substring of %#', (text) => {
    const found = quote(text, 'needle');
    expect(text.includes(found)).toBe(true);
    expect(found.length).toBeLessThanOrEqual(320);
    expect(found.isWellFormed()).toBe(true);
    expect(found).not.toBe('');
  });

  it('finds the needle in a text without sentences', () => {
    expect(quote(`${'word '.repeat(400)}needle ${'word '.repeat(400)}`, 'needle')).toContain('needle');
  });
});
