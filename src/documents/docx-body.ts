import { type Block, cellText, innerTables } from './compose.ts';
import { DEEPEST_LEVEL, type Numbering } from './docx-numbering.ts';
import { outlineLevel, type Style } from './docx-styles.ts';
import { type Aside, inlineText } from './docx-text.ts';
import { drawingBlocks } from './drawing.ts';
import { createGrid } from './grid.ts';
import type { OfficeFile } from './ooxml.ts';
import { all, at, attribute, elements, prefixed, whole, within, type XmlNode } from './xml.ts';

/** What the parts of one document share. */
export type Reader = {
  readonly office: OfficeFile;
  readonly styleOf: (id: string | undefined) => Style;
  readonly numbering: Numbering;
  readonly aside: Aside;
  /** The text of documents of other kinds that stand in this one, by the names of their parts. */
  readonly chunks: ReadonlyMap<string, string>;
};

/** Elements that only group others. */
const GROUPS = new Set(['sdt', 'sdtContent', 'ins', 'moveTo', 'customXml', 'smartTag', 'Choice', 'body']);

/** Paragraphs, lists and tables below an element, in reading order. */
export function blocksOf(node: XmlNode | undefined, reader: Reader): readonly Block[] {
  const blocks: Block[] = [];
  let isList = false;
  const read = (parent: XmlNode | undefined): void => {
    for (const child of elements(parent)) {
      if (child.name === 'p') {
        const { text, isItem } = paragraph(child, reader);
        const last = blocks.at(-1);
        // Items of a list stand on lines that follow each other.
        if (isItem && isList && typeof last === 'string') blocks[blocks.length - 1] = `${last}\n${text}`;
        else if (text !== '') blocks.push(text);
        if (text !== '') isList = isItem;
        blocks.push(...asides(reader));
      } else if (child.name === 'tbl') {
        isList = false;
        blocks.push(...table(child, reader));
      } else if (GROUPS.has(child.name)) read(child);
      else if (child.name === 'AlternateContent') read(at(child, 'Choice') ?? at(child, 'Fallback'));
      else if (child.name === 'altChunk')
        blocks.push(reader.chunks.get(reader.aside.relations.get(prefixed(child, 'id') ?? '')?.target ?? '') ?? '');
      else if (child.name === 'oMathPara') blocks.push(inlineText(child, reader.aside));
    }
  };
  read(node);
  return blocks;
}

function paragraph(node: XmlNode, { styleOf, numbering, aside }: Reader): { text: string; isItem: boolean } {
  const properties = at(node, 'pPr');
  const styleId = attribute(at(properties, 'pStyle'), 'val');
  const style = styleOf(styleId);
  const text = inlineText(node, aside)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
  if (text === '') return { text: '', isItem: false };
  const list = attribute(at(properties, 'numPr', 'numId'), 'val') ?? style.list;
  const level =
    whole(at(properties, 'numPr', 'ilvl'), 'val', DEEPEST_LEVEL) ??
    numbering.levelOf(list ?? '', styleId ?? '') ??
    style.level ??
    0;
  const item = list === undefined ? undefined : numbering.next(list, level);
  const heading = outlineLevel(properties) ?? style.heading;
  if (heading !== undefined) {
    const number = item === undefined || item.label === '-' ? '' : `${item.label} `;
    return { text: `${'#'.repeat(heading)} ${number}${text.replaceAll(/\s+/gu, ' ')}`, isItem: false };
  }
  if (item === undefined) return { text, isItem: false };
  const indent = '   '.repeat(item.level);
  return { text: `${indent}${item.label} ${text.replaceAll('\n', `\n${indent}  `)}`, isItem: true };
}

/** The text boxes, charts and diagrams that were anchored in the paragraph before. */
function asides(reader: Reader): readonly Block[] {
  return reader.aside.drawings.splice(0).flatMap((drawing) => {
    const boxes = [...within(drawing, 'txbxContent')];
    return boxes.length > 0
      ? boxes.flatMap((box) => blocksOf(box, reader))
      : drawingBlocks(drawing, reader.office, reader.aside.relations);
  });
}

/** A table, and after it the tables in its cells, whose text also stands in the cell. */
function table(node: XmlNode, reader: Reader): readonly Block[] {
  const grid = createGrid();
  const inner: Block[] = [];
  for (const row of rowsOf(node, 'tr')) {
    grid.startRow();
    const skipped = whole(at(row, 'trPr', 'gridBefore'), 'val') ?? 0;
    if (skipped > 0) grid.add('', skipped);
    for (const cell of rowsOf(row, 'tc')) {
      const blocks = blocksOf(cell, reader);
      inner.push(...innerTables(blocks));
      const properties = at(cell, 'tcPr');
      const width = whole(at(properties, 'gridSpan'), 'val');
      const merge = at(properties, 'vMerge');
      const goesOn = merge !== undefined && attribute(merge, 'val') !== 'restart';
      grid.add(goesOn ? grid.above() : cellText(blocks), width);
    }
  }
  return [{ rows: grid.rows() }, ...inner];
}

/** Rows and cells may be grouped by content controls and changes. */
function rowsOf(node: XmlNode, name: string): readonly XmlNode[] {
  return elements(node).flatMap((child) => {
    if (child.name === name) return at(child, 'trPr', 'del') === undefined ? [child] : [];
    return GROUPS.has(child.name) ? rowsOf(child, name) : [];
  });
}

/** Notes of a page or of the end, by the sign that stands for each in the text. */
export function noteBlocks(root: XmlNode | undefined, name: string, prefix: string, reader: Reader): readonly Block[] {
  return all(root, name).flatMap((note) => {
    // Those with a type are the lines that separate notes from text.
    if (attribute(note, 'type') !== undefined && attribute(note, 'type') !== 'normal') return [];
    const text = cellText(blocksOf(note, reader));
    return text === '' ? [] : [`[^${prefix}${attribute(note, 'id')}]: ${text}`];
  });
}
