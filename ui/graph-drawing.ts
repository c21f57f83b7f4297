import { element } from './element.ts';
import type { Card, EntityLink } from './entity-card.ts';
import { layOut, readable } from './layout.ts';

const SVG = 'http://www.w3.org/2000/svg';
const LONGEST_LABEL = 24;
const MOST_HEIGHT = 420;

function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string)[]
) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** The entity in the middle of what stands with it. For eyes and pointers; the list beside it says and does the same. */
export function drawNeighbourhood(card: Card, go: (entity: EntityLink) => void): HTMLElement {
  const nodes: readonly EntityLink[] = [card, ...card.neighbours];
  const places = new Map(nodes.map(({ id }, index) => [id, index]));
  const springs = card.links.flatMap(({ source, target, weight }) => {
    const [from, to] = [places.get(source), places.get(target)];
    return from === undefined || to === undefined ? [] : [{ from, to, weight: Math.max(1, weight) }];
  });
  const points = layOut(nodes.length, springs);
  const figure = element('div', { className: 'drawing', ariaHidden: 'true' });
  const draw = (width: number): void => {
    const height = Math.min(MOST_HEIGHT, Math.max(220, width * 0.75));
    const at = (index: number) => ({ x: (points[index]?.x ?? 0.5) * width, y: (points[index]?.y ?? 0.5) * height });
    const heaviest = Math.max(1, ...springs.map(({ weight }) => weight));
    const lines = springs.map(({ from, to, weight }) => {
      const [start, end] = [at(from), at(to)];
      return shape('line', {
        x1: start.x,
        y1: start.y,
        x2: end.x,
        y2: end.y,
        'stroke-width': 0.75 + (2.5 * weight) / heaviest,
      });
    });
    const marks = nodes.map((node, index) => markOf(node, index, at(index), width));
    const isWritten = readable(marks.map(({ box }) => box));
    const drawing = shape(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height },
      ...lines,
      ...marks.map((mark, index) => drawnMark(mark, isWritten[index] === true, go)),
    );
    figure.replaceChildren(drawing);
  };
  let drawn = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width > 0 && width !== drawn) draw(width);
    drawn = width;
  }).observe(figure);
  return figure;
}

type Mark = {
  readonly node: EntityLink;
  readonly index: number;
  readonly label: string;
  readonly anchor: 'start' | 'middle' | 'end';
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Where the label would lie. */
  readonly box: Parameters<typeof readable>[0][number];
};

/** About as wide as a letter of the labels. */
const LETTER = 6.6;
const LINE = 13;

function markOf(
  node: EntityLink,
  index: number,
  { x, y }: { readonly x: number; readonly y: number },
  width: number,
): Mark {
  const radius = index === 0 ? 9 : Math.min(8, 3.5 + Math.sqrt(node.chunks));
  const label =
    node.name.length > LONGEST_LABEL ? `${node.name.slice(0, LONGEST_LABEL - 1).toWellFormed()}…` : node.name;
  // Names near an edge run inwards.
  const anchor = x < width * 0.2 ? 'start' : x > width * 0.8 ? 'end' : 'middle';
  const length = label.length * LETTER;
  const left = anchor === 'start' ? x : anchor === 'end' ? x - length : x - length / 2;
  const bottom = y - radius - 2;
  return { node, index, label, anchor, x, y, radius, box: { left, right: left + length, top: bottom - LINE, bottom } };
}

function drawnMark(
  { node, index, label, anchor, x, y, radius }: Mark,
  isWritten: boolean,
  go: (entity: EntityLink) => void,
): SVGElement {
  const mark = shape(
    'g',
    { class: index === 0 ? 'node centre' : 'node' },
    shape('title', {}, node.name),
    shape('circle', { cx: x, cy: y, r: radius }),
    ...(isWritten ? [shape('text', { x, y: y - radius - 4, 'text-anchor': anchor }, label)] : []),
  );
  if (index > 0) mark.addEventListener('click', () => go(node));
  return mark;
}
