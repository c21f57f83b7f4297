import type { Block } from './compose.ts';
import { mathText } from './math.ts';
import type { OfficeFile, Relations } from './ooxml.ts';
import { all, at, attribute, elements, prefixed, textOf, whole, within, type XmlNode } from './xml.ts';

/** What a drawing says: its alternative text, the data of its charts, the words of its diagrams. */
export function drawingBlocks(drawing: XmlNode, office: OfficeFile, relations: Relations): readonly Block[] {
  const blocks: Block[] = descriptions(drawing).map((text) => `[Image: ${text}]`);
  for (const node of within(drawing, 'chart')) {
    blocks.push(...chartBlocks(office.part(relations.get(prefixed(node, 'id') ?? '')?.target)));
  }
  for (const node of within(drawing, 'relIds')) {
    const words = diagramWords(office.part(relations.get(prefixed(node, 'dm') ?? '')?.target));
    if (words.length > 0) blocks.push(words.map((text) => `- ${text}`).join('\n'));
  }
  return blocks;
}

/** A picture's alternative text stands at its frame, at itself, or at both. What Office wrote of itself ends with saying so. */
function descriptions(drawing: XmlNode): readonly string[] {
  const texts = ['docPr', 'cNvPr'].flatMap((name) =>
    [...within(drawing, name)].map((node) =>
      (attribute(node, 'descr') ?? '')
        .replaceAll(/\s+/gu, ' ')
        .replace(/ ?Description automatically generated.*$/u, '')
        .trim(),
    ),
  );
  return [...new Set(texts)].filter((text) => text !== '');
}

/** The paragraphs of DrawingML text below an element. */
export const drawingText = (node: XmlNode | undefined): readonly string[] =>
  [...within(node, 'p')].map((paragraph) => runText(paragraph).trim()).filter((text) => text !== '');

/** One paragraph of DrawingML text. Fields that count slides are part of it as they were last shown. */
export const runText = (node: XmlNode): string =>
  elements(node)
    .map((child) => {
      if (child.name === 'br') return '\n';
      if (child.name === 't') return textOf(child);
      if (child.name === 'oMath') return mathText(child);
      return child.name.endsWith('Pr') ? '' : runText(child);
    })
    .join('');

const diagramWords = (root: XmlNode | undefined): readonly string[] =>
  all(at(root, 'ptLst'), 'pt')
    .map((point) => drawingText(point).join(' '))
    .filter((text) => text !== '');

/** A chart of more points is read up to here. */
const MAX_POINTS = 10_000;

type Series = { readonly name: string; readonly labels: readonly string[]; readonly values: readonly string[] };

/** A chart as the table of its values, which the file keeps from when it was drawn. */
export function chartBlocks(root: XmlNode | undefined): readonly Block[] {
  const chart = at(root, 'chart');
  const title = drawingText(at(chart, 'title')).join(' ');
  const series = [...within(at(chart, 'plotArea'), 'ser')].map(
    (node): Series => ({
      name: cached(at(node, 'tx')).join(' '),
      labels: cached(at(node, 'cat') ?? at(node, 'xVal')),
      values: cached(at(node, 'val') ?? at(node, 'yVal')),
    }),
  );
  const longest = series.reduce<readonly string[]>(
    (found, { labels, values }) =>
      labels.length >= found.length ? labels : values.map((_, index) => labels[index] ?? ''),
    [],
  );
  const rows = longest.map((label, index) => [label, ...series.map(({ values }) => values[index] ?? '')]);
  return [
    ...(title === '' ? [] : [`Chart: ${title}`]),
    ...(rows.length === 0 ? [] : [{ rows: [['', ...series.map(({ name }) => name)], ...rows] }]),
  ];
}

function cached(node: XmlNode | undefined): readonly string[] {
  const values: string[] = [];
  for (const point of within(node, 'pt')) {
    const index = whole(point, 'idx') ?? values.length;
    if (index < MAX_POINTS) values[index] = textOf(at(point, 'v'));
  }
  return values.length > 0 ? Array.from(values, (value) => value ?? '') : [...within(node, 'v')].map(textOf);
}
