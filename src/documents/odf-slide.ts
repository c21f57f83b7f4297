import type { Block } from './compose.ts';
import { cellText } from './compose.ts';
import { frame, type OdfReader, odfBlocks } from './odf-text.ts';
import { type Box, readingOrder } from './reading-order.ts';
import { at, attribute, elements, type XmlNode } from './xml.ts';

const UNITS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    cm: 1,
    mm: 0.1,
    in: 2.54,
    pt: 2.54 / 72,
    pc: 2.54 / 6,
    px: 2.54 / 96,
  }),
);

type Shape = { readonly node: XmlNode; readonly box: Box };

/** The title of a slide, then its shapes in reading order, then the speaker's notes. */
export function odfSlide(page: XmlNode, reader: OdfReader): readonly Block[] {
  const shapes = shapesIn(page);
  const isTitle = ({ node }: Shape) => attribute(node, 'class') === 'title';
  const title = cellText(shapes.filter(isTitle).flatMap(({ node }) => frame(node, reader)));
  const rest = readingOrder(shapes.filter((shape) => !isTitle(shape)));
  const notes = elements(at(page, 'notes')).filter((node) => attribute(node, 'class') === 'notes');
  const spoken = cellText(notes.flatMap((node) => odfBlocks(node, reader)));
  return [
    ...(title === '' ? [] : [`# ${title}`]),
    ...rest.flatMap(({ node }) => shapeBlocks(node, reader)),
    ...(spoken === '' ? [] : [`Notes: ${spoken}`]),
  ];
}

const shapesIn = (node: XmlNode): readonly Shape[] =>
  elements(node)
    .filter(({ name }) => name !== 'notes' && name !== 'forms')
    .map((child) => ({ node: child, box: boxOf(child) }));

const shapeBlocks = (node: XmlNode, reader: OdfReader): readonly Block[] =>
  node.name === 'g'
    ? readingOrder(shapesIn(node)).flatMap(({ node: inner }) => shapeBlocks(inner, reader))
    : frame(node, reader);

/** A group lies where its parts do. */
function boxOf(node: XmlNode): Box {
  if (node.name === 'g') {
    const boxes = elements(node).map(boxOf);
    const most = (side: keyof Box, pick: (...values: number[]) => number) => pick(...boxes.map((box) => box[side]), 0);
    if (boxes.length > 0) {
      return {
        left: Math.min(...boxes.map(({ left }) => left)),
        top: Math.min(...boxes.map(({ top }) => top)),
        right: most('right', Math.max),
        bottom: most('bottom', Math.max),
      };
    }
  }
  const [left, top] = [length(attribute(node, 'x')), length(attribute(node, 'y'))];
  return { left, top, right: left + length(attribute(node, 'width')), bottom: top + length(attribute(node, 'height')) };
}

function length(value: string | undefined): number {
  const [, number, unit = ''] = /^(-?[\d.]+)([a-z]*)$/u.exec(value ?? '') ?? [];
  return number === undefined ? 0 : Number(number) * (UNITS.get(unit) ?? 1);
}
