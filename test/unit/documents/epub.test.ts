import { describe, expect, it } from 'vitest';
import { epub, parsed } from '../../support/office.ts';

describe('e-books', () => {
  const book = epub({
    'zz last name.xhtml': '<h1>One</h1><p>It <i>began</i>.</p><a id="x"/><p>Went on.</p>',
    'aa.xhtml': '<h1>Two</h1><table><tr><th>k</th></tr><tr><td>v</td></tr></table><script/><p>End.</p>',
  });

  it('reads chapters in the order of the spine, each a page', async () => {
    const { text, pages, metadata, tables } = await parsed(book);
    expect(pages.map(({ page, start, end }) => [page, text.slice(start, end)])).toEqual([
      [1, '# One\n\nIt began.\n\nWent on.'],
      [2, '# Two\n\n| k |\n| --- |\n| v |\n\nEnd.'],
    ]);
    expect(metadata).toEqual({ page_count: 2, title: 'The Book', author: 'A. Writer' });
    expect(tables).toEqual([{ page: 2, rows: [['k'], ['v']] }]);
  });

  it('gives single chapters', async () => {
    expect((await parsed(book, '', '2')).text.startsWith('# Two')).toBe(true);
  });

  it('says that a locked book is locked, and reads one with locked fonts only', async () => {
    const lock = (uri: string) => ({
      'META-INF/encryption.xml': `<encryption><EncryptedData><CipherData><CipherReference URI="${uri}"/></CipherData></EncryptedData></encryption>`,
    });
    await expect(parsed(epub({ 'aa.xhtml': 'x' }, lock('OEBPS/aa.xhtml')))).rejects.toMatchObject({
      code: 'unsupported',
    });
    expect((await parsed(epub({ 'aa.xhtml': 'x' }, lock('OEBPS/font.otf')))).text).toBe('x');
  });

  it('says that a book without chapters is damaged', async () => {
    await expect(parsed(epub({}))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('damaged'),
    });
  });
});
