import type { Block } from './compose.ts';
import { cellText, linked } from './compose.ts';
import { drawingBlocks, drawingText, runText } from './drawing.ts';
import { createGrid } from './grid.ts';
import { numeral } from './numeral.ts';
import { type OfficeFile, type Relations, related } from './ooxml.ts';
import { type Box, readingOrder } from './reading-order.ts';
import { all, at, attribute, elements, prefixed, whole, within, type XmlNode } from './xml.ts';

type Shape = { readonly node: XmlNode; readonly box: Box };
type Slide = { readonly office: OfficeFile; readonly relations: Relations; readonly models: readonly XmlNode[] };

const TITLES = new Set(['title', 'ctrTitle']);
/** Placeholders that are on every slide: the date, the number, and the footer, which is read once. */
const REPEATED = new Set(['dt', 'sldNum', 'ftr']);
/** Placeholders whose paragraphs are list items unless they say otherwise. */
const LISTS = new Set(['body', 'obj', '']);
const SHAPES = new Set(['sp', 'graphicFrame', 'pic', 'grpSp', 'cxnSp']);

/** The title, then everything else in reading order, groups kept together, and a footer that is not among those seen before. */
export function slideBlocks(
  root: XmlNode,
  office: OfficeFile,
  relations: Relations,
  footers: Set<string>,
): readonly Block[] {
  const layout = related(relations, 'slideLayout');
  const master = layout === undefined ? undefined : related(office.relations(layout), 'slideMaster');
  const models = [layout, master]
    .map((name) => at(office.part(name), 'cSld', 'spTree'))
    .filter((tree) => tree !== undefined);
  const slide: Slide = { office, relations, models };
  const shapes = shapesIn(at(root, 'cSld', 'spTree'), slide);
  const isTitle = ({ node }: Shape) => TITLES.has(placeholder(node)?.type ?? '');
  const isRepeated = ({ node }: Shape) => REPEATED.has(placeholder(node)?.type ?? '');
  const rest = shapes.filter((shape) => !isTitle(shape) && !isRepeated(shape));
  const title = shapes.filter(isTitle).flatMap(({ node }) => drawingText(at(node, 'txBody')));
  return [
    ...(title.length > 0 ? [`# ${title.join(' ').replaceAll(/\s+/gu, ' ')}`] : []),
    ...readingOrder(rest).flatMap(({ node }) => shapeBlocks(node, slide)),
    ...newFooters(shapes, footers),
  ];
}

function newFooters(shapes: readonly Shape[], footers: Set<string>): readonly string[] {
  const texts = shapes
    .filter(({ node }) => placeholder(node)?.type === 'ftr')
    .map(({ node }) => drawingText(at(node, 'txBody')).join(' '))
    .filter((text) => text !== '' && !footers.has(text));
  for (const text of texts) footers.add(text);
  return texts;
}

function shapesIn(tree: XmlNode | undefined, slide: Slide): readonly Shape[] {
  return elements(tree).flatMap((child) => {
    const node = child.name === 'AlternateContent' ? elements(at(child, 'Choice'))[0] : child;
    return node !== undefined && SHAPES.has(node.name) ? [{ node, box: boxOf(node, slide) }] : [];
  });
}

function shapeBlocks(node: XmlNode, slide: Slide): readonly Block[] {
  if (node.name === 'grpSp') {
    return readingOrder(shapesIn(node, slide)).flatMap(({ node: inner }) => shapeBlocks(inner, slide));
  }
  const table = at(node, 'graphic', 'graphicData', 'tbl');
  if (table !== undefined) return [tableBlock(table, slide)];
  const text = textBlock(node, slide);
  return [...(text === '' ? [] : [text]), ...drawingBlocks(node, slide.office, slide.relations)];
}

type Placeholder = { readonly type: string; readonly index: string };

function placeholder(node: XmlNode): Placeholder | undefined {
  const found = elements(node)
    .map((child) => at(child, 'nvPr', 'ph'))
    .find((ph) => ph !== undefined);
  return found && { type: attribute(found, 'type') ?? '', index: attribute(found, 'idx') ?? '' };
}

/** Its own place, else that of the placeholder which it fills in the layout or the master. */
function boxOf(node: XmlNode, { models }: Slide): Box {
  const own = placedAt(node);
  if (own !== undefined) return own;
  const place = placeholder(node);
  for (const model of place === undefined ? [] : models) {
    const filled = elements(model).find((shape) => {
      const other = placeholder(shape);
      return other !== undefined && (place?.index ? other.index === place.index : other.type === place?.type);
    });
    const box = filled && placedAt(filled);
    if (box !== undefined) return box;
  }
  return { left: 0, top: 0, right: 0, bottom: 0 };
}

function placedAt(node: XmlNode): Box | undefined {
  const frame = at(node, 'spPr', 'xfrm') ?? at(node, 'grpSpPr', 'xfrm') ?? at(node, 'xfrm');
  const [offset, size] = [at(frame, 'off'), at(frame, 'ext')];
  if (offset === undefined) return undefined;
  const [left, top] = [emu(offset, 'x'), emu(offset, 'y')];
  return {
    left,
    top,
    right: left + emu(size, 'cx'),
    bottom: top + emu(size, 'cy'),
  };
}

/** A place may lie left of the slide. */
const emu = (node: XmlNode | undefined, name: string): number => Number.parseInt(attribute(node, name) ?? '0', 10) || 0;

/** The paragraphs of a shape, as a list where they have bullets or numbers. */
function textBlock(node: XmlNode, slide: Slide): string {
  const isListed = LISTS.has(placeholder(node)?.type ?? 'none');
  const counts: number[] = [];
  const lines: string[] = [];
  for (const paragraph of all(at(node, 'txBody'), 'p')) {
    const text = paragraphText(paragraph, slide).trim();
    const properties = at(paragraph, 'pPr');
    const level = whole(properties, 'lvl', 8) ?? 0;
    const label = labelOf(properties, isListed, level, counts);
    if (text === '') continue;
    lines.push(label === '' ? text : `${'   '.repeat(level)}${label} ${text.replaceAll('\n', ' ')}`);
  }
  return lines.join('\n');
}

function labelOf(properties: XmlNode | undefined, isListed: boolean, level: number, counts: number[]): string {
  const numbered = at(properties, 'buAutoNum');
  if (numbered === undefined) {
    counts.length = level;
    const hasBullet = at(properties, 'buChar') !== undefined || at(properties, 'buBlip') !== undefined;
    return hasBullet || (isListed && at(properties, 'buNone') === undefined) ? '-' : '';
  }
  counts.length = level + 1;
  counts[level] = counts[level] === undefined ? (whole(numbered, 'startAt') ?? 1) : counts[level] + 1;
  const [, format = 'arabic', ending = 'Period'] =
    /^(.*?)(Period|ParenR|ParenBoth|Plain)$/u.exec(attribute(numbered, 'type') ?? '') ?? [];
  const number = numeral(counts[level], format);
  return { Period: `${number}.`, ParenR: `${number})`, ParenBoth: `(${number})` }[ending] ?? number;
}

function paragraphText(paragraph: XmlNode, { relations }: Slide): string {
  return elements(paragraph)
    .map((run) => {
      if (run.name === 'br') return '\n';
      const text = run.name.endsWith('Pr') ? '' : runText(run);
      const link = at(run, 'rPr', 'hlinkClick');
      return link === undefined ? text : linked(text, relations.get(prefixed(link, 'id') ?? '')?.target ?? '');
    })
    .join('');
}

function tableBlock(table: XmlNode, slide: Slide): Block {
  const grid = createGrid();
  for (const row of all(table, 'tr')) {
    grid.startRow();
    for (const cell of all(row, 'tc')) {
      // Cells that another one covers: the grid knows of them by its spans.
      if (isTrue(attribute(cell, 'hMerge')) || isTrue(attribute(cell, 'vMerge'))) continue;
      const text = [...within(at(cell, 'txBody'), 'p')].map((paragraph) => paragraphText(paragraph, slide));
      grid.add(cellText(text), whole(cell, 'gridSpan'), whole(cell, 'rowSpan'));
    }
  }
  return { rows: grid.rows() };
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';
