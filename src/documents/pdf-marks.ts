import { getResolvedPDFJS } from 'unpdf';
import type { Rule } from './pdf-grid.ts';
import { ligatureWords } from './pdf-ligatures.ts';
import { type Matrix, matrixOf, multiplied } from './pdf-run.ts';

/** What is used of a page of pdf.js. */
type OperatorPage = {
  getOperatorList(): Promise<{ readonly fnArray: readonly number[]; readonly argsArray: readonly unknown[] }>;
};

/** What is drawn on a page besides its text. Coordinates are points of the page as it is seen, y downwards. */
export type Marks = {
  readonly rules: readonly Rule[];
  /** Square points that images cover, at most those of the page. */
  readonly imageArea: number;
  /** Pixels that the finest of the larger images has for a point. */
  readonly pixelsPerPoint: number;
  /** Areas and curves, which may be letters that were drawn. */
  readonly shapes: number;
  /** True when letters are written that nobody sees: the layer over a scan, or words meant for machines alone. */
  readonly hasHiddenText: boolean;
  /** Right-to-left words as pdf.js spells them, and as they are. */
  readonly spellings: ReadonlyMap<string, string>;
};

/** Text rendering mode 3 of the PDF specification (9.3.6): neither filled nor stroked. */
const INVISIBLE = 3;
/** Filled areas thinner than this are lines. */
const THIN = 2.5;
const MAX_RULES = 20_000;
/** Codes in the paths of pdf.js, and how many numbers follow each. */
const MOVE = 0;
const LINE = 1;
const CLOSE = 4;
const OPERANDS: Readonly<Record<number, number>> = { 0: 2, 1: 2, 2: 6, 3: 4, 4: 0 };

type State = { matrix: Matrix; mode: number; isWhite: boolean };

export async function marksOf(page: OperatorPage, view: Matrix, pageArea: number): Promise<Marks> {
  const { OPS } = await getResolvedPDFJS();
  const { fnArray, argsArray } = await page.getOperatorList();
  const images = new Set([
    OPS.paintImageXObject,
    OPS.paintImageMaskXObject,
    OPS.paintInlineImageXObject,
    OPS.paintImageXObjectRepeat,
    OPS.paintImageMaskXObjectRepeat,
  ]);
  const strokes = new Set([OPS.stroke, OPS.closeStroke]);
  const fills = new Set([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.closeFillStroke]);
  const rules: Rule[] = [];
  const spellings = new Map<string, string>();
  const saved: State[] = [];
  let state: State = { matrix: view, mode: 0, isWhite: false };
  let [imageArea, pixelsPerPoint, shapes] = [0, 0, 0];
  let [hasInvisible, hasWhite, hasGround] = [false, false, false];
  for (const [index, operator] of fnArray.entries()) {
    const given = argsArray[index];
    const values: readonly unknown[] = Array.isArray(given) ? given : [];
    if (operator === OPS.save) saved.push({ ...state });
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) state = saved.pop() ?? state;
    else if (operator === OPS.transform) state.matrix = multiplied(state.matrix, matrixOf(numbers(values)));
    else if (operator === OPS.paintFormXObjectBegin) {
      saved.push({ ...state });
      const matrix = numbers(values[0]);
      if (matrix.length === 6) state.matrix = multiplied(state.matrix, matrixOf(matrix));
    } else if (operator === OPS.setTextRenderingMode) state.mode = typeof values[0] === 'number' ? values[0] : 0;
    else if (operator === OPS.setFillRGBColor) state.isWhite = values[0] === '#ffffff';
    else if (operator === OPS.showText && hasLetters(values[0])) {
      ligatureWords(values[0], spellings);
      if (state.mode === INVISIBLE) hasInvisible = true;
      else if (state.isWhite) hasWhite = true;
    } else if (images.has(operator)) {
      const [a, b, c, d] = state.matrix;
      const area = Math.abs(a * d - b * c);
      imageArea += area;
      const [, width, height] = values;
      if (area > 0.1 * pageArea && typeof width === 'number' && typeof height === 'number')
        pixelsPerPoint = Math.max(pixelsPerPoint, Math.sqrt((width * height) / area));
    } else if (operator === OPS.shadingFill) hasGround = true;
    else if (operator === OPS.constructPath) {
      const [paint, paths] = values;
      const isFilled = typeof paint === 'number' && fills.has(paint);
      if (!isFilled && !(typeof paint === 'number' && strokes.has(paint))) continue;
      const drawn = rulesOf(numbers(Array.isArray(paths) ? paths[0] : undefined), state.matrix, isFilled);
      if (rules.length < MAX_RULES) rules.push(...drawn);
      if (drawn.length === 0) shapes += 1;
      if (isFilled && !state.isWhite && drawn.length === 0) hasGround = true;
    }
  }
  return {
    rules,
    spellings,
    imageArea: Math.min(imageArea, pageArea),
    pixelsPerPoint,
    shapes,
    // White letters on a page where nothing else is painted under them.
    hasHiddenText: hasInvisible || (hasWhite && !hasGround && imageArea === 0),
  };
}

/** pdf.js hands over arrays and typed arrays of numbers. */
function numbers(values: unknown): readonly number[] {
  if (values instanceof Float32Array) return [...values];
  return Array.isArray(values) ? values.filter((value) => typeof value === 'number') : [];
}

type Point = readonly [number, number];

/** The lines of a path that run along an axis: all edges where it is stroked, thin areas where it is filled. */
function rulesOf(path: readonly number[], matrix: Matrix, isFilled: boolean): readonly Rule[] {
  const rules: Rule[] = [];
  let points: Point[] = [];
  const end = () => {
    if (isFilled) rules.push(...thinArea(points));
    else rules.push(...edges(points));
    points = [];
  };
  for (let at = 0; at < path.length && rules.length < MAX_RULES; ) {
    const code = path[at] ?? CLOSE;
    const operands = OPERANDS[code];
    if (operands === undefined) break;
    if (code === MOVE) end();
    if (code === CLOSE) {
      if (points[0] !== undefined) points.push(points[0]);
    } else if (code === MOVE || code === LINE) {
      const [x, y] = [path[at + 1] ?? 0, path[at + 2] ?? 0];
      points.push([matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]]);
    } else points = [];
    at += 1 + operands;
  }
  end();
  return rules;
}

const edges = (points: readonly Point[]): readonly Rule[] =>
  points.flatMap(([u1, v1], index) => {
    const [u0, v0] = points[index - 1] ?? [u1, v1];
    const [across, down] = [Math.abs(u1 - u0), Math.abs(v1 - v0)];
    return Math.min(across, down) < 1 && Math.max(across, down) > THIN ? [{ u0, v0, u1, v1 }] : [];
  });

function thinArea(points: readonly Point[]): readonly Rule[] {
  if (points.length < 2) return [];
  const us = points.map(([u]) => u);
  const vs = points.map(([, v]) => v);
  const [u0, u1, v0, v1] = [Math.min(...us), Math.max(...us), Math.min(...vs), Math.max(...vs)];
  if (Math.min(u1 - u0, v1 - v0) > THIN || Math.max(u1 - u0, v1 - v0) <= THIN) return [];
  const isAcross = u1 - u0 > v1 - v0;
  const [u, v] = [(u0 + u1) / 2, (v0 + v1) / 2];
  return [isAcross ? { u0, v0: v, u1, v1: v } : { u0: u, v0, u1: u, v1 }];
}

/** pdf.js hands over glyphs between the numbers that move them. */
const hasLetters = (glyphs: unknown): boolean =>
  Array.isArray(glyphs) &&
  glyphs.some(
    (glyph: unknown) =>
      typeof glyph === 'object' && glyph !== null && 'unicode' in glyph && /[\p{L}\p{N}]/u.test(String(glyph.unicode)),
  );
