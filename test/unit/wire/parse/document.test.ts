import { describe, expect, it } from 'vitest';
import { documentOf } from '../../../../src/wire/parse/document.ts';
import { tablesIn } from '../../../../src/wire/parse/tables.ts';

describe('tables in a text', () => {
  it('are read from pipes, escaped ones and line breaks included', () => {
    const text = 'Before | after\n\n| a | b \\| c |\n|:--|--:|\n| 1<br>2 | 3 |\n| | 4 |\n\nafter';
    expect(tablesIn(text, 3)).toEqual([
      {
        page: 3,
        rows: [
          ['a', 'b | c'],
          ['1\n2', '3'],
          ['', '4'],
        ],
      },
    ]);
  });

  it('are read from HTML, with its entities', () => {
    const text = '<table border="1"><tr><th>a &amp; b</th><td>x&#228;<b>y</b></td></tr></table>';
    expect(tablesIn(text)).toEqual([{ rows: [['a & b', 'xäy']] }]);
  });

  it('end no search in more than linear time', { timeout: 2000 }, () => {
    const started = performance.now();
    for (const piece of ['<table><tr><td>', '| - ', '|---|\n', '<td ', '&#x']) tablesIn(piece.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(1500);
  });
});

describe('a document that somebody sent', () => {
  const refused = { code: 'bad_response', provider: 'acme' };
  it.each([
    ['pages without numbers', { pages: [{ page: 0, markdown: 'x' }] }],
    ['a page that is no text', { pages: [{ page: 1, markdown: { a: 1 } }] }],
    ['a text that is none', { markdown: ['x'] }],
    ['nothing at all', {}],
    [
      'more pages than any has',
      { pages: Array.from({ length: 20_001 }, (_, index) => ({ page: index + 1, markdown: '' })) },
    ],
    ['more text than any has', { markdown: 'x'.repeat(50_000_001) }],
    [
      'more cells than any has',
      { markdown: '', tables: [{ rows: Array.from({ length: 2001 }, () => new Array(1000).fill('')) }] },
    ],
  ])('is refused for %s', (_what, read) => {
    expect(() => documentOf('acme', read)).toThrow(expect.objectContaining(refused));
  });

  it('has its pages in order, and only plain facts as metadata', () => {
    const read = {
      pages: [
        { page: 2, markdown: 'two' },
        { page: 1, markdown: 'one' },
      ],
      metadata: { title: 'A', bbox: [1, 2], size: Number.NaN, pages: 2 },
    };
    expect(documentOf('acme', read)).toMatchObject({
      markdown: 'one\n\ntwo',
      metadata: { title: 'A', pages: 2 },
      usage: { pages: 2 },
    });
  });
});
