import { describe, expect, it } from 'vitest';
import { parsed, pptx, relations, shape } from '../../support/office.ts';

const cell = (text: string, attributes = '') =>
  `<a:tc ${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;

describe('PowerPoint files', () => {
  it('reads a slide from its title down, columns one after the other', async () => {
    const { text } = await parsed(
      pptx([
        [
          shape('right below', { x: 12, y: 7 }),
          shape('left below', { x: 1, y: 6.5 }),
          shape('right above', { x: 12, y: 3, height: 3 }),
          shape('left above', { x: 1, y: 4, height: 2 }),
          shape('42', { y: 18, kind: 'sldNum' }),
          shape('Plan', { y: 10, kind: 'title' }),
        ].join(''),
      ]),
    );
    expect(text).toBe('# Plan\n\nleft above\n\nleft below\n\nright above\n\nright below');
  });

  it('makes each slide a page, with its notes and comments, and finds a page by its number', async () => {
    const deck = pptx([shape('one'), shape('two'), shape('three')], {
      'ppt/slides/_rels/slide2.xml.rels': relations({
        n: ['notesSlide', '../notesSlides/n2.xml'],
        c: ['comments', '../comments/c2.xml'],
      }),
      'ppt/notesSlides/n2.xml': `<p:notes xmlns:p="p" xmlns:a="a"><p:cSld><p:spTree>${shape('slide image', { kind: 'sldImg' })}${shape('say this', { kind: 'body' })}</p:spTree></p:cSld></p:notes>`,
      'ppt/comments/c2.xml': '<p:cmLst xmlns:p="p"><p:cm><p:text>why two?</p:text></p:cm></p:cmLst>',
    });
    const { text, pages, metadata } = await parsed(deck);
    expect(pages.map(({ page, start, end }) => [page, text.slice(start, end)])).toEqual([
      [1, 'one'],
      [2, 'two\n\nNotes: say this\n\nComments:\n\n- why two?'],
      [3, 'three'],
    ]);
    expect(metadata.page_count).toBe(3);
    const some = await parsed(deck, '', '2-3');
    expect(some.pages.map(({ page }) => page)).toEqual([2, 3]);
    await expect(parsed(deck, '', '7')).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('reads a footer once', async () => {
    const footer = shape('Confidential', { y: 18, kind: 'ftr' });
    const { text } = await parsed(pptx([footer + shape('one'), footer + shape('two')]));
    expect(text).toBe('one\n\nConfidential\n\ntwo');
  });

  it('fills merged cells of a table', async () => {
    const { tables } = await parsed(
      pptx([
        `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>
           <a:tr>${cell('wide', 'gridSpan="2"')}${cell('', 'hMerge="1"')}${cell('tall', 'rowSpan="2"')}</a:tr>
           <a:tr>${cell('a')}${cell('b')}${cell('', 'vMerge="1"')}</a:tr>
         </a:tbl></a:graphicData></a:graphic></p:graphicFrame>`,
      ]),
    );
    expect(tables).toEqual([
      {
        page: 1,
        rows: [
          ['wide', 'wide', 'tall'],
          ['a', 'b', 'tall'],
        ],
      },
    ]);
  });

  it('reads the numbers of a chart and the words of a diagram', async () => {
    const { text, tables } = await parsed(
      pptx(
        [
          '<p:graphicFrame><a:graphic><a:graphicData><c:chart xmlns:c="c" r:id="chart"/></a:graphicData></a:graphic></p:graphicFrame><p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="d" r:dm="data"/></a:graphicData></a:graphic></p:graphicFrame>',
        ],
        {
          'ppt/slides/_rels/slide1.xml.rels': relations({
            chart: ['chart', '../charts/chart1.xml'],
            data: ['diagramData', '../diagrams/data1.xml'],
          }),
          'ppt/charts/chart1.xml':
            '<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>2026</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strCache><c:pt idx="0"><c:v>North</c:v></c:pt><c:pt idx="1"><c:v>South</c:v></c:pt></c:strCache></c:cat><c:val><c:numCache><c:pt idx="1"><c:v>7</c:v></c:pt></c:numCache></c:val></c:ser></c:barChart></c:plotArea></c:chart></c:chartSpace>',
          'ppt/diagrams/data1.xml':
            '<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Ask</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt/><dgm:pt><dgm:t><a:p><a:r><a:t>Answer</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>',
        },
      ),
    );
    expect(text).toContain('Chart: Sales');
    expect(tables[0]?.rows).toEqual([
      ['', '2026'],
      ['North', ''],
      ['South', '7'],
    ]);
    expect(text).toContain('- Ask\n- Answer');
  });

  it('says which slides are hidden', async () => {
    const deck = pptx([], {
      'ppt/slides/slide1.xml': `<p:sld xmlns:p="p" xmlns:a="a" show="0"><p:cSld><p:spTree>${shape('secret')}</p:spTree></p:cSld></p:sld>`,
      'ppt/_rels/presentation.xml.rels': '<Relationships/>',
    });
    const { text, notes } = await parsed(deck);
    expect(text).toBe('secret');
    expect(notes).toEqual(['Slides that are hidden in the show are included: 1.']);
  });

  it('reads formulas as people type them', async () => {
    const formula =
      '<p:sp><p:txBody><a:p><a:r><a:t>Area </a:t></a:r><a14:m xmlns:a14="n"><m:oMath xmlns:m="m"><m:sSup><m:e><m:r><m:t>r</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></a14:m></a:p></p:txBody></p:sp>';
    expect((await parsed(pptx([formula]))).text).toBe('Area r^(2)');
  });
});
