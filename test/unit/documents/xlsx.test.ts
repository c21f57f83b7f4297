import { describe, expect, it } from 'vitest';
import { parsed, relations, xlsx } from '../../support/office.ts';

const row = (number: number, ...cells: readonly string[]) => `<row r="${number}">${cells.join('')}</row>`;
const value = (place: string, content: number | string, attributes = '') =>
  `<c r="${place}" ${attributes}><v>${content}</v></c>`;
const inline = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`;

describe('Excel workbooks', () => {
  it('shows numbers and dates as their formats say', async () => {
    const formats = ['yyyy-mm-dd', '#,##0.00', '0.0%', '[$€-407] #,##0', 'h:mm', '0.00E+00'];
    const styles = `<styleSheet><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`).join('')}<xf numFmtId="14"/></cellXfs></styleSheet>`;
    const cells = [46_000, 1234.5, 0.125, 1500, 0.75, 12_345, 46_000].map((number, index) =>
      value(`${'ABCDEFG'[index]}1`, number, `s="${index + 1}"`),
    );
    const { tables } = await parsed(
      xlsx(
        { Data: `<sheetData>${row(1, ...cells)}${row(2, value('A2', 0.1 + 0.2), value('B2', 1e21))}</sheetData>` },
        { 'xl/styles.xml': styles },
      ),
    );
    expect(tables[0]?.rows).toEqual([
      ['2025-12-09', '1,234.50', '12.5%', '€ 1,500', '18:00', '1.23E+04', '2025-12-09'],
      ['0.3', '1e+21', '', '', '', '', ''],
    ]);
  });

  it('reads shared and inline strings, truth values, errors and the last results of formulas', async () => {
    const { tables } = await parsed(
      xlsx(
        {
          Data: `<sheetData>${row(1, value('A1', 0, 't="s"'), value('B1', 1, 't="s"'), inline('C1', 'inline 🤠'))}${row(
            2,
            value('A2', 1, 't="b"'),
            value('B2', '#DIV/0!', 't="e"'),
            '<c r="C2"><f>A1+1</f><v>7</v></c>',
          )}${row(3, '<c r="A3" t="str"><f>UPPER("a")</f><v>A</v></c>', '<c r="B3"><f>NOW()</f></c>')}</sheetData>`,
        },
        {
          'xl/sharedStrings.xml':
            '<sst><si><t>pl_x0061_in</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>リッチ</t></rPh></si></sst>',
        },
      ),
    );
    expect(tables[0]?.rows).toEqual([
      ['plain', 'rich', 'inline 🤠'],
      ['TRUE', '#DIV/0!', '7'],
      ['A', '=NOW()', ''],
    ]);
  });

  it('splits a sheet into tables with titles, and fills merged cells', async () => {
    const { text, tables } = await parsed(
      xlsx({
        Report: `<sheetData>${row(1, inline('A1', 'Sales by region'))}${row(2, inline('A2', 'Region'), inline('B2', 'Sum'))}${row(3, inline('A3', 'North'), value('B3', 1))}${row(4, value('B4', 2))}${row(8, inline('C8', 'x'), inline('D8', 'y'))}</sheetData><mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A3:A4"/><mergeCell ref="A1:XFD1048576"/></mergeCells>`,
      }),
    );
    expect(text.startsWith('## Report\n\nSales by region\n\n| Region | Sum |')).toBe(true);
    expect(tables.map(({ rows }) => rows)).toEqual([
      [
        ['Region', 'Sum'],
        ['North', '1'],
        ['North', '2'],
      ],
      [['x', 'y']],
    ]);
  });

  it('makes each sheet a page, also a hidden one', async () => {
    const book = xlsx({
      First: `<sheetData>${row(1, inline('A1', 'one'))}</sheetData>`,
      Zweite: `<sheetData>${row(1, inline('A1', 'zwei'))}</sheetData>`,
    });
    const { text, pages, metadata } = await parsed(book);
    expect(pages.map(({ page, start, end }) => [page, text.slice(start, end)])).toEqual([
      [1, '## First\n\none'],
      [2, '## Zweite\n\nzwei'],
    ]);
    expect(metadata).toMatchObject({ page_count: 2, sheets: 'First, Zweite' });
    expect((await parsed(book, '', '2')).text).toBe('## Zweite\n\nzwei');
  });

  it('says that there are more sheets than it reads', async () => {
    const book = xlsx(Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`S${index + 1}`, '<sheetData/>'])));
    const { pages, notes } = await parsed(book);
    expect(pages).toHaveLength(100);
    expect(notes).toEqual(['Only the first 100 of 101 sheets were parsed.']);
    expect((await parsed(book, '', '101')).text).toBe('## S101');
  });

  it('reads comments of a sheet', async () => {
    const { text } = await parsed(
      xlsx(
        { S: `<sheetData>${row(1, inline('A1', 'v'))}</sheetData>` },
        {
          'xl/worksheets/_rels/sheet1.xml.rels': relations({ c: ['comments', '../comments1.xml'] }),
          'xl/comments1.xml':
            '<comments><commentList><comment ref="A1"><text><r><t>check </t></r><r><t>this</t></r></text></comment></commentList></comments>',
        },
      ),
    );
    expect(text).toContain('- A1: check this');
  });

  it('counts cells that do not say where they are', async () => {
    const { tables } = await parsed(
      xlsx({
        S: '<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row></sheetData>',
      }),
    );
    expect(tables[0]?.rows).toEqual([
      ['1', '2'],
      ['3', '4'],
    ]);
  });

  it('reads thousands of rows', async () => {
    const rows = Array.from({ length: 10_000 }, (_, index) =>
      row(index + 1, value(`A${index + 1}`, index), value(`B${index + 1}`, index * 2)),
    );
    const { tables } = await parsed(xlsx({ Big: `<sheetData>${rows.join('')}</sheetData>` }));
    expect(tables[0]?.rows).toHaveLength(10_000);
    expect(tables[0]?.rows.at(-1)).toEqual(['9999', '19998']);
  });

  it('does not build the rectangle between two far corners', async () => {
    const { text } = await parsed(
      xlsx({
        Far: `<sheetData>${row(1, inline('A1', 'near'))}${row(1_048_576, inline('XFD1048576', 'far'))}</sheetData>`,
      }),
    );
    expect(text).toBe('## Far\n\nnear\n\nfar');
  });

  it('reads an empty workbook', async () => {
    expect((await parsed(xlsx({ Empty: '<sheetData/>' }))).text).toBe('## Empty');
  });
});
