import { describe, expect, it } from 'vitest';
import { chunkText } from '../../../src/rag/chunk.ts';

const sizes = { size: 200, overlap: 40 };
const sentence = (index: number): string => `Sentence number ${index} says something of its own about the matter.`;
const prose = Array.from({ length: 30 }, (_, index) => sentence(index)).join(' ');
const texts = (text: string, chunks: readonly { start: number; end: number }[]) =>
  chunks.map(({ start, end }) => text.slice(start, end));

describe('chunkText', () => {
  it('keeps every chunk within the size and free of white space at its ends', () => {
    const found = texts(prose, chunkText(prose, [], sizes));
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter((chunk) => chunk.length > 200 || chunk !== chunk.trim())).toEqual([]);
  });

  it('leaves no sentence out', () => {
    const found = texts(prose, chunkText(prose, [], sizes));
    const missing = Array.from({ length: 30 }, (_, index) => sentence(index)).filter(
      (each) => !found.some((chunk) => chunk.includes(each)),
    );
    expect(missing).toEqual([]);
  });

  it('lets neighbours share whole sentences, up to the overlap', () => {
    const short = Array.from({ length: 40 }, (_, index) => `Short one ${index}.`).join(' ');
    const chunks = chunkText(short, [], sizes);
    const shared = chunks.slice(1).map(({ start }, index) => (chunks[index]?.end ?? 0) - start);
    expect(Math.min(...shared)).toBeGreaterThan(0);
    expect(Math.max(...shared)).toBeLessThanOrEqual(40);
  });

  it('shares nothing when the overlap is zero', () => {
    const chunks = chunkText(prose, [], { size: 200, overlap: 0 });
    expect(chunks.slice(1).every(({ start }, index) => start >= (chunks[index]?.end ?? 0))).toBe(true);
  });

  it('cuts before a heading rather than after it, and knows what it stands under', () => {
    const text = `# Guide\n\nShort introduction to the guide.\n\n## Setup\n\n${prose}\n\n## Use\n\nOpen it.`;
    const chunks = chunkText(text, [], sizes);
    expect(texts(text, chunks).some((chunk) => chunk.startsWith('## Setup'))).toBe(true);
    expect(texts(text, chunks).some((chunk) => chunk.endsWith('## Use'))).toBe(false);
    expect(chunks.find(({ start }) => start > text.indexOf('Sentence number 9'))?.headings).toEqual(['Guide', 'Setup']);
  });

  it('never crosses a page', () => {
    const text = 'The first page ends here.\n\nThe second page begins here.';
    const pages = [
      { page: 1, start: 0, end: 25 },
      { page: 2, start: 27, end: text.length },
    ];
    expect(chunkText(text, pages, sizes).map(({ page, start, end }) => [page, text.slice(start, end)])).toEqual([
      [1, 'The first page ends here.'],
      [2, 'The second page begins here.'],
    ]);
  });

  it('does not take a comment in code for a heading', () => {
    const text = 'Run this:\n\n```sh\n# not a heading\nmake\n```\n\nDone.';
    expect(chunkText(text, [], sizes).flatMap(({ headings }) => headings)).toEqual([]);
  });

  it('divides a line without spaces, but no character', () => {
    const text = '𠀋'.repeat(500);
    const found = texts(text, chunkText(text, [], { size: 101, overlap: 0 }));
    expect(found.join('')).toBe(text);
    expect(found.every((chunk) => chunk.isWellFormed())).toBe(true);
  });

  it.each(['', ' \n\n ', '\n```\n'])('makes no empty chunk of %j', (text) => {
    expect(texts(text, chunkText(text, [], sizes)).filter((chunk) => chunk.trim() === '')).toEqual([]);
  });

  // A minified file or an encoded attachment: with a search back over the whole line this takes six seconds.
  it('cuts seven megabytes without a space within a second', () => {
    const began = performance.now();
    expect(chunkText('a'.repeat(7_000_000), [], { size: 1500, overlap: 150 }).length).toBeGreaterThan(4000);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe('structure', () => {
  const sizes200 = { size: 200, overlap: 0 };
  const cut = (text: string, size = 200) => texts(text, chunkText(text, [], { size, overlap: 0 }));

  it('keeps rows of a table whole, and gives the header to every chunk that begins below it', () => {
    const rows = Array.from({ length: 20 }, (_, index) => `| item ${index}. Of note | ${index * 3} pieces. In stock |`);
    const text = `The stock is this:\n| name | count |\n| --- | --- |\n${rows.join('\n')}\n\nThat is all.`;
    const chunks = chunkText(text, [], sizes200);
    const found = texts(text, chunks);
    expect(rows.filter((each) => !found.some((chunk) => chunk.split('\n').includes(each)))).toEqual([]);
    expect(
      chunks.filter(({ start }) => start > text.indexOf('| item 1.')).map(({ headings }) => headings),
    ).toContainEqual(['| name | count |']);
    expect(chunks[0]?.headings).toEqual([]);
  });

  it('cuts a row that is longer than a chunk between its cells', () => {
    const cells = Array.from({ length: 30 }, (_, index) => `cell number ${index}`);
    const found = cut(`| ${cells.join(' | ')} |`);
    expect(cells.filter((cell) => !found.some((chunk) => chunk.includes(cell)))).toEqual([]);
  });

  it('keeps items of a list whole, with the lines that go on with them', () => {
    const items = Array.from(
      { length: 12 },
      (_, index) => `- Item ${index}. It has two sentences.\n  And a second line ${index}.`,
    );
    const found = cut(`What to do:\n${items.join('\n')}\n`);
    expect(items.filter((item) => !found.some((chunk) => chunk.includes(item)))).toEqual([]);
    expect(found[0]).toContain('What to do:\n- Item 0.');
  });

  it('cuts source code between its lines, before a definition rather than within one', () => {
    const functions = Array.from(
      { length: 8 },
      (_, index) => `function call${index}(value) {\n  const text = "a. B? c! ${index}";\n\n  return text + value;\n}`,
    );
    const text = functions.join('\n\n');
    const found = cut(text, 300);
    expect(found.flatMap((chunk) => chunk.split('\n')).filter((line) => !text.split('\n').includes(line))).toEqual([]);
    expect(found.every((chunk) => chunk.startsWith('function'))).toBe(true);
  });

  it('knows headings that are underlined', () => {
    const text = `Guide\n=====\n\nIntroduction to it, of some length.\n\nSetup\n-----\n\n${prose}`;
    const chunks = chunkText(text, [], sizes200);
    expect(chunks.at(-1)?.headings).toEqual(['Guide', 'Setup']);
    expect(texts(text, chunks).some((chunk) => chunk.startsWith('Setup\n-----'))).toBe(true);
  });

  it.each([
    [
      'prose with commas at its line ends',
      'One thing,\nanother thing,\nand a third. It is prose.\nIt goes on here,\nand ends.',
    ],
    ['a fence that is never closed', 'Before.\n\n```js\nlet a = 1;\n'],
    ['rows without a rule', '| a | b |\n| c | d |'],
  ])('loses nothing of %s', (_, text) => {
    const found = cut(text, 100).join('');
    expect(found.replaceAll(/\s/gu, '')).toBe(text.replaceAll(/\s/gu, ''));
  });
});
