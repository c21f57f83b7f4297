/**
 * A piece of text where it stands, in reading coordinates: `u` grows along the line, `v` from line to line, both in points, and
 * the text is upright in them, however the page or the text is turned.
 */
export type Run = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  /** The baseline. */
  readonly v: number;
  /** Of the letters. */
  readonly height: number;
  readonly isRtl: boolean;
  readonly isBold: boolean;
  /** Where it stands in the stream of the page, which its author wrote in some order. */
  readonly order: number;
};

/** Affine transform `[a b c d e f]`. */
export type Matrix = readonly [number, number, number, number, number, number];

/** What is used of a text item of pdf.js. */
export type PlacedText = {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly dir: string;
  readonly fontName: string;
};

export type FontLook = { readonly isVertical: boolean; readonly isBold: boolean };

/** Quarter turns clockwise of the reading direction, as seen on the page; `oblique` text is at no right angle. */
export type Turn = 0 | 1 | 2 | 3 | 'oblique';

/** Degrees off a right angle that a scanner's skew and slanted letters explain. */
const MAX_SLANT = 12;
/** Letters that stand nearer than this share of their height to their double are drawn twice, as bold. */
const DOUBLE = 0.12;
const NEAR_COPIES = 40;
/** Spaces that a run keeps inside; more of them are a gap between two. */
const GAP = /\s{3,}/u;

export const matrixOf = (values: readonly number[]): Matrix => {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = values;
  return [a, b, c, d, e, f];
};

/** `inner` first, then `outer`. */
export const multiplied = (outer: Matrix, inner: Matrix): Matrix => [
  outer[0] * inner[0] + outer[2] * inner[1],
  outer[1] * inner[0] + outer[3] * inner[1],
  outer[0] * inner[2] + outer[2] * inner[3],
  outer[1] * inner[2] + outer[3] * inner[3],
  outer[0] * inner[4] + outer[2] * inner[5] + outer[4],
  outer[1] * inner[4] + outer[3] * inner[5] + outer[5],
];

/** A point of the page (y downwards) in the reading coordinates of text that is turned so. */
export function turnedPoint(turn: Turn, x: number, y: number): readonly [number, number] {
  if (turn === 1) return [y, -x];
  if (turn === 2) return [-x, -y];
  if (turn === 3) return [-y, x];
  return [x, y];
}

/** The runs of a page by their turn. `view` maps the page's own space to the page as it is seen, y downwards. */
export function runsByTurn(
  items: readonly PlacedText[],
  view: Matrix,
  fontOf: (name: string) => FontLook,
): ReadonlyMap<Turn, readonly Run[]> {
  const groups = new Map<Turn, Run[]>();
  const zoom = Math.hypot(view[0], view[1]) || 1;
  for (const [order, item] of items.entries()) {
    if (item.str.trim() === '') continue;
    const font = fontOf(item.fontName);
    const placed = multiplied(view, matrixOf(item.transform));
    const turn = turnOf(placed, font.isVertical);
    const [left, v] = turnedPoint(turn, placed[4], placed[5]);
    const height = Math.hypot(placed[2], placed[3]) || item.height * zoom || 1;
    const length = (font.isVertical ? item.height : item.width) * zoom;
    const group = groups.get(turn) ?? [];
    groups.set(turn, group);
    const run = { left, right: left + length, v, height, isRtl: item.dir === 'rtl', isBold: font.isBold, order };
    group.push(...spread({ ...run, text: item.str }));
  }
  return new Map([...groups].map(([turn, runs]) => [turn, single(runs)]));
}

function turnOf([a, b]: Matrix, isVertical: boolean): Turn {
  const quarters = Math.atan2(b, a) / (Math.PI / 2);
  const nearest = Math.round(quarters);
  if (Math.abs(quarters - nearest) * 90 > MAX_SLANT) return 'oblique';
  const turn = (nearest + (isVertical ? 1 : 0) + 4) % 4;
  return turn === 1 || turn === 2 || turn === 3 ? turn : 0;
}

/** Runs whose columns are kept apart by spaces, as printers of old did, are one for each column. */
function spread(run: Run): readonly Run[] {
  if (run.isRtl || !GAP.test(run.text.trim())) return [run];
  const step = (run.right - run.left) / run.text.length;
  return [...run.text.matchAll(/\S+(?:\s{1,2}\S+)*/gu)].map(({ 0: text, index }) => ({
    ...run,
    text,
    left: run.left + index * step,
    right: run.left + (index + text.length) * step,
  }));
}

/** Without the copies that fake bold letters or a shadow. */
function single(runs: readonly Run[]): readonly Run[] {
  const seen = new Map<string, Run[]>();
  return runs.filter((run) => {
    const known = seen.get(run.text) ?? [];
    seen.set(run.text, known);
    const near = DOUBLE * run.height;
    // A copy follows soon; looking through all would take a page of a hundred thousand dots minutes.
    if (
      known
        .slice(-NEAR_COPIES)
        .some((other) => Math.abs(other.left - run.left) < near && Math.abs(other.v - run.v) < near)
    )
      return false;
    known.push(run);
    return true;
  });
}
