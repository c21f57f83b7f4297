import { describe, expect, it } from 'vitest';
import { odf, parsed } from '../../support/office.ts';

const p = (text: string, attributes = '') => `<text:p ${attributes}>${text}</text:p>`;
const cell = (text: string, attributes = '') =>
  `<table:table-cell ${attributes}>${text === '' ? '' : p(text)}</table:table-cell>`;

describe('OpenDocument files', () => {
  it('reads headings, numbered lists, white space, notes and comments of a text', async () => {
    const { text } = await parsed(
      odf(
        'text',
        `<office:text><text:tracked-changes><text:changed-region><text:deletion>${p('gone')}</text:deletion></text:changed-region></text:tracked-changes>
         <text:h text:outline-level="2">Part</text:h>
         ${p('two<text:s text:c="2"/>spaces<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>See there.</text:p></text:note-body></text:note>\n   end')}
         <text:list text:style-name="L"><text:list-item>${p('one')}<text:list><text:list-item>${p('inner')}</text:list-item></text:list></text:list-item><text:list-item>${p('two')}</text:list-item></text:list>
         ${p('<office:annotation><dc:creator>Ada</dc:creator><dc:date>2026-01-02T03:04:05</dc:date><text:p>why?</text:p></office:annotation>Asked.')}
         ${p('Named', 'text:style-name="P1"')}</office:text>`,
        {
          styles:
            '<style:style style:name="P1" style:parent-style-name="Title"/><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a" style:num-suffix=")"/><text:list-level-style-bullet text:level="2"/></text:list-style>',
        },
      ),
    );
    expect(text).toBe(
      '## Part\n\ntwo  spaces[^1] end\n\na) one\n   - inner\nb) two\n\nAsked.\n\n# Named\n\n[^1]: See there.\n\nComments:\n\n- Ada, 2026-01-02: why?',
    );
  });

  it('numbers headings and goes on with lists as the document does', async () => {
    const heading = (level: number, text: string) => `<text:h text:outline-level="${level}">${text}</text:h>`;
    const list = (text: string, attributes = '') =>
      `<text:list text:style-name="L" ${attributes}><text:list-item>${p(text)}</text:list-item></text:list>`;
    const { text } = await parsed(
      odf(
        'text',
        `<office:text>${heading(1, 'One')}${heading(2, 'Inner')}${heading(1, 'Two')}${heading(2, 'Other')}${list('a')}${p('between')}${list('b', 'text:continue-numbering="true"')}${list('anew')}</office:text>`,
        {
          styles:
            '<text:outline-style><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/></text:outline-style><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/></text:list-style>',
        },
      ),
    );
    expect(text.split('\n\n')).toEqual([
      '# 1 One',
      '## 1.a) Inner',
      '# 2 Two',
      '## 2.a) Other',
      '1. a',
      'between',
      '2. b',
      '1. anew',
    ]);
  });

  it('fills the spans of a table and keeps frames after their paragraph', async () => {
    const { tables, text } = await parsed(
      odf(
        'text',
        `<office:text>${p('before<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>')}
         <table:table><table:table-header-rows><table:table-row>${cell('wide', 'table:number-columns-spanned="2"')}<table:covered-table-cell/></table:table-row></table:table-header-rows>
         <table:table-row>${cell('a')}${cell('b')}</table:table-row></table:table></office:text>`,
      ),
    );
    expect(text.startsWith('before\n\nboxed\n\n| wide | wide |')).toBe(true);
    expect(tables[0]?.rows).toEqual([
      ['wide', 'wide'],
      ['a', 'b'],
    ]);
  });

  it('makes each sheet a page and does not believe in a million repeated cells', async () => {
    const { text, pages, tables } = await parsed(
      odf(
        'spreadsheet',
        `<office:spreadsheet><table:table table:name="Eins"><table:table-row>${cell('Jahr')}${cell('Summe')}</table:table-row>
         <table:table-row>${cell('2026')}${cell('1.234,50 €', 'office:value="1234.5"')}${cell('', 'table:number-columns-repeated="16382"')}</table:table-row>
         <table:table-row table:number-rows-repeated="1048574">${cell('', 'table:number-columns-repeated="16384"')}</table:table-row></table:table>
         <table:table table:name="Zwei"><table:table-row table:number-rows-repeated="3">${cell('x', 'table:number-columns-repeated="2"')}</table:table-row></table:table></office:spreadsheet>`,
      ),
    );
    expect(pages).toHaveLength(2);
    expect(text).toContain('| 2026 | 1.234,50 € |');
    expect(tables[0]).toEqual({
      page: 1,
      rows: [
        ['Jahr', 'Summe'],
        ['2026', '1.234,50 €'],
      ],
    });
  });

  it('makes each slide a page, title first, with its notes', async () => {
    const frame = (text: string, y: number, kind = '') =>
      `<draw:frame presentation:class="${kind}" svg:x="1cm" svg:y="${y}cm" svg:width="5cm" svg:height="1cm"><draw:text-box>${p(text)}</draw:text-box></draw:frame>`;
    const { text, pages } = await parsed(
      odf(
        'presentation',
        `<office:presentation><draw:page>${frame('low', 9)}${frame('high', 4)}${frame('Name', 12, 'title')}<presentation:notes>${frame('say', 1, 'notes')}</presentation:notes></draw:page><draw:page>${frame('next', 1)}</draw:page></office:presentation>`,
      ),
    );
    expect(text).toBe('# Name\n\nhigh\n\nlow\n\nNotes: say\n\nnext');
    expect(pages).toHaveLength(2);
  });

  it('says that an encrypted document is encrypted', async () => {
    const locked = odf('text', '<office:text/>', {
      parts: {
        'META-INF/manifest.xml':
          '<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
      },
    });
    await expect(parsed(locked)).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining('encrypted'),
    });
  });

  it('reads formulas within their line, and charts as their values', async () => {
    const object = (name: string) =>
      `<draw:frame><draw:object xlink:href="./${name}"><text:p/></draw:object><draw:image/></draw:frame>`;
    const { text, tables } = await parsed(
      odf(
        'text',
        `<office:text><text:p>Let ${object('Formula')} hold.</text:p><text:p>${object('Chart')}</text:p></office:text>`,
        {
          parts: {
            'Formula/content.xml':
              '<math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><msqrt><mi>y</mi></msqrt></mfrac></mrow><annotation>x^2=1/y</annotation></semantics></math>',
            'Chart/content.xml':
              '<o:document-content xmlns:o="o" xmlns:c="c" xmlns:t="t" xmlns:x="x"><o:body><o:chart><c:chart><c:title><x:p>Growth</x:p></c:title><c:plot-area/><t:table><t:table-header-rows><t:table-row><t:table-cell><x:p/></t:table-cell><t:table-cell><x:p>Sales</x:p></t:table-cell></t:table-row></t:table-header-rows><t:table-rows><t:table-row><t:table-cell><x:p>Q1</x:p></t:table-cell><t:table-cell><x:p>10</x:p></t:table-cell></t:table-row></t:table-rows></t:table></c:chart></o:chart></o:body></o:document-content>',
          },
        },
      ),
    );
    expect(text).toBe('Let x^(2)=(1)/(√(y)) hold.\n\nChart: Growth\n\n|  | Sales |\n| --- | --- |\n| Q1 | 10 |');
    expect(tables).toEqual([
      {
        rows: [
          ['', 'Sales'],
          ['Q1', '10'],
        ],
      },
    ]);
  });
});
