/** What columns are found from: a segment of text, or a table that must not be cut. */
export type Box = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly height: number;
  readonly isRtl: boolean;
  readonly order: number;
  /** Letters of its text; 0 for a table. */
  readonly length: number;
};

/** A column has at least so many lines. */
const MIN_LINES = 3;
/** Left edges this near to one another, in points, are the edge of one column. */
const EDGE = 3;
const MIN_GUTTER = 6;
/** Lines of prose have more letters than this, cells of a table fewer. */
const PROSE = 25;
const SHORT = 18;
/** How often the author may have changed from one column to the other while writing them one after the other. */
const MAX_CHANGES = 3;
const MAX_DEPTH = 12;
/** Letters this much larger than most are a heading. */
const HEADING = 1.15;
/** Two columns end above a heading and go on below it within a line of each other, in letter heights of the heading. */
const SAME_LINE = 1;
const BALANCED = 1.5;

type Gutter = { readonly from: number; readonly to: number; readonly x: number; readonly lines: number };

/**
 * Boxes in groups that are read one after the other: what stands above the columns, each column, what stands below. A row of a
 * table is no column: its cells stay in one group.
 */
export function regionsOf<B extends Box>(boxes: readonly B[], depth = 0): readonly (readonly B[])[] {
  const gutter = depth < MAX_DEPTH ? widestGutter(boxes) : undefined;
  if (gutter === undefined) return boxes.length === 0 ? [] : [boxes];
  const parts = { above: [] as B[], left: [] as B[], right: [] as B[], below: [] as B[] };
  for (const box of boxes) {
    const middle = (box.top + box.bottom) / 2;
    if (middle < gutter.from) parts.above.push(box);
    else if (middle > gutter.to) parts.below.push(box);
    else if (box.left >= gutter.x - EDGE) parts.right.push(box);
    else parts.left.push(box);
  }
  const isRtl = boxes.filter((box) => box.isRtl).length * 2 > boxes.length;
  const columns = isRtl ? [parts.right, parts.left] : [parts.left, parts.right];
  return [parts.above, ...columns, parts.below].flatMap((part) => regionsOf(part, depth + 1));
}

/** The gutter with the most lines on its poorer side. */
function widestGutter(boxes: readonly Box[]): Gutter | undefined {
  const sorted = [...boxes].sort((one, other) => one.top - other.top);
  return edgesOf(boxes)
    .flatMap((x) => guttersAt(sorted, x))
    .reduce<Gutter | undefined>((best, gutter) => (gutter.lines > (best?.lines ?? 0) ? gutter : best), undefined);
}

/** Where several lines begin. */
function edgesOf(boxes: readonly Box[]): readonly number[] {
  const lefts = boxes.map((box) => box.left).sort((one, other) => one - other);
  const edges: number[] = [];
  for (let index = 0; index < lefts.length; ) {
    const x = lefts[index] ?? 0;
    let next = index;
    while ((lefts[next] ?? Number.POSITIVE_INFINITY) <= x + EDGE) next += 1;
    if (next - index >= MIN_LINES) edges.push(x);
    index = next;
  }
  // The first is the margin. More than a page has are noise.
  return edges.slice(1, 60);
}

/** The stretches of the page that nothing crosses at `x`. */
function guttersAt(sorted: readonly Box[], x: number): readonly Gutter[] {
  const found: Gutter[] = [];
  const usual = usualHeight(sorted);
  let left: Box[] = [];
  let right: Box[] = [];
  const end = () => {
    if (areColumns(left, right)) {
      const both = [...left, ...right];
      found.push({
        from: Math.min(...both.map((box) => box.top)),
        to: Math.max(...both.map((box) => box.bottom)),
        x,
        lines: Math.min(linesIn(left), linesIn(right)),
      });
    }
    left = [];
    right = [];
  };
  for (const box of sorted) {
    if (box.height > HEADING * usual && isOverBoth(box, sorted, x)) end();
    else if (box.left >= x - EDGE) right.push(box);
    else if (box.right <= x - MIN_GUTTER) left.push(box);
    else end();
  }
  end();
  return found;
}

const usualHeight = (boxes: readonly Box[]): number =>
  boxes.map(({ height }) => height).sort((one, other) => one - other)[Math.floor(boxes.length / 2)] ?? 0;

/**
 * A short heading that stands over both columns, although it is no wider than one: both end above it, and go on below it side by
 * side. Beside the heading of one column the other goes on.
 */
function isOverBoth(heading: Box, boxes: readonly Box[], x: number): boolean {
  if (heading.left >= x - EDGE || heading.right > x - MIN_GUTTER) return false;
  const sides = [false, true].map((isRight) => {
    const side = boxes.filter((box) => box !== heading && box.left >= x - EDGE === isRight);
    return {
      isBeside: side.some((box) => box.bottom > heading.top && box.top < heading.bottom),
      end: Math.max(...side.filter((box) => box.bottom <= heading.top).map((box) => box.bottom)),
      start: Math.min(...side.filter((box) => box.top >= heading.bottom).map((box) => box.top)),
    };
  });
  const [left, right] = sides;
  if (left === undefined || right === undefined || left.isBeside || right.isBeside) return false;
  return (
    Math.abs(left.start - right.start) < SAME_LINE * heading.height &&
    Math.abs(left.end - right.end) < BALANCED * heading.height
  );
}

const isSameRow = (one: Box, other: Box): boolean => Math.abs(one.bottom - other.bottom) < 0.25 * other.height;

function linesIn(boxes: readonly Box[]): number {
  let lines = 0;
  let previous: Box | undefined;
  for (const box of [...boxes].sort((one, other) => one.bottom - other.bottom)) {
    if (previous === undefined || !isSameRow(previous, box)) lines += 1;
    previous = box;
  }
  return lines;
}

function areColumns(left: readonly Box[], right: readonly Box[]): boolean {
  if (linesIn(left) < MIN_LINES || linesIn(right) < MIN_LINES) return false;
  if (!overlap(left, right)) return false;
  const lengths = [left, right].map((side) => side.reduce((sum, box) => sum + box.length, 0) / linesIn(side));
  const shortest = Math.min(...lengths);
  if (changes([...left, ...right], left) <= MAX_CHANGES) {
    const lines = new Set(right.map((box) => Math.round(box.bottom)));
    const rows = left.filter(({ bottom }) => [-1, 0, 1].some((step) => lines.has(Math.round(bottom) + step))).length;
    return shortest >= SHORT || rows < 0.6 * Math.min(left.length, right.length);
  }
  return shortest >= PROSE && fill(left) >= 0.5 && fill(right) >= 0.5;
}

/** Beside each other for most of the shorter one, as columns are. */
function overlap(left: readonly Box[], right: readonly Box[]): boolean {
  const [one, other] = [left, right].map((side) => ({
    top: Math.min(...side.map((box) => box.top)),
    bottom: Math.max(...side.map((box) => box.bottom)),
  }));
  if (one === undefined || other === undefined) return false;
  const shared = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return shared > 0.4 * Math.min(one.bottom - one.top, other.bottom - other.top);
}

function changes(both: readonly Box[], left: readonly Box[]): number {
  const lefts = new Set(left);
  const sides = [...both].sort((one, other) => one.order - other.order).map((box) => lefts.has(box));
  return sides.filter((side, index) => index > 0 && side !== sides[index - 1]).length;
}

/** The share of lines that fill their column. */
function fill(side: readonly Box[]): number {
  const width = Math.max(...side.map((box) => box.right)) - Math.min(...side.map((box) => box.left));
  return side.filter((box) => box.right - box.left > 0.75 * width).length / side.length;
}
