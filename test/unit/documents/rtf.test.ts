import { describe, expect, it } from 'vitest';
import { parsed } from '../../support/office.ts';

const rtf = (body: string) => parsed(`{\\rtf1\\ansi\\ansicpg1252\\deff0 ${body}}`);

describe('RTF', () => {
  it('reads characters of code pages, of fonts and of Unicode, and drops what stands in for them', async () => {
    const { text } = await rtf(
      "{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial Cyr;}{\\f2\\fcharset128 MS Mincho;}}caf\\'e9 {\\f1 \\'cf\\'f0\\'e8} {\\f2\\'93\\'fa\\'96\\'7b} \\u8364? \\uc2\\u1605??\\u1585\\'3f\\'3f \\u-10179??\\u-8704?? \\emdash\\~x",
    );
    expect(text).toBe('café При 日本 € مر 😀 —\u00a0x');
  });

  it('finds headings by outline levels and by the names of styles', async () => {
    const { text } = await rtf(
      '{\\stylesheet{\\s0 Normal;}{\\s3\\b heading 2;}}{\\pard\\outlinelevel0 First\\par}{\\pard\\s3 Second\\par}{\\pard plain\\par}',
    );
    expect(text).toBe('# First\n\n## Second\n\nplain');
  });

  it('reads tables, also with merged cells', async () => {
    const { tables, text } = await rtf(
      'before\\par\\trowd\\clvmgf\\cellx1\\cellx2\\pard\\intbl tall\\cell a\\par b\\cell\\row\\trowd\\clvmrg\\cellx1\\cellx2\\pard\\intbl\\cell c\\cell\\row\\pard after\\par',
    );
    expect(tables).toEqual([
      {
        rows: [
          ['tall', 'a b'],
          ['tall', 'c'],
        ],
      },
    ]);
    expect(text.startsWith('before\n\n|')).toBe(true);
    expect(text.endsWith('after')).toBe(true);
  });

  it('keeps notes, headers and comments apart; leaves pictures, hidden text and unknown destinations out', async () => {
    const { text, metadata, notes } = await rtf(
      '{\\info{\\title My Title}{\\author Ada}}{\\header Head\\par}Text{\\footnote \\pard note}{\\*\\annotation seen}{\\pict\\pngblip 89504e47}{\\*\\unknown lost}{\\v secret} end{\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt link}}\\par',
    );
    expect(text).toBe('Text[^1] endlink\n\n[^1]: note\n\nHead\n\nComments:\n\n- seen');
    expect(metadata).toEqual({ title: 'My Title', author: 'Ada' });
    expect(notes).toEqual(['1 hidden parts of the document were left out.']);
  });

  it('skips binary data by its length, and words that name nothing', async () => {
    expect((await rtf('a{\\object{\\bin5 }{}}\\}x}\\constructor b\\toString c\\par')).text).toBe('abc');
  });

  it('reads a file that was cut off, and refuses one that is nested without end', async () => {
    expect((await parsed('{\\rtf1 {\\b half of')).text).toBe('half of');
    await expect(parsed(`{\\rtf1 ${'{'.repeat(100_000)}`)).rejects.toMatchObject({
      message: expect.stringContaining('deep'),
    });
  });

  it('keeps the items of a list in their cell, and the first author', async () => {
    const { tables, text, metadata } = await rtf(
      '{\\info{\\author Ada}{\\author Editor}}\\trowd\\cellx1\\cellx2\\pard\\intbl head\\cell\\pard\\intbl{\\listtext\\pard\\plain \\bullet\\tab}one\\par\\pard\\intbl{\\listtext\\pard\\plain \\bullet\\tab}two\\cell\\row\\pard after\\par',
    );
    expect(tables.map(({ rows }) => rows[0]?.map((cell) => cell.replaceAll(/\s+/gu, ' ')))).toEqual([
      ['head', '• one • two'],
    ]);
    expect(text.endsWith('after')).toBe(true);
    expect(metadata).toEqual({ author: 'Ada' });
  });
});
