import { fieldTexts, linksOf } from './pdf-fields.ts';
import type { Rule } from './pdf-grid.ts';
import { type Block, layout } from './pdf-layout.ts';
import { withLigatures } from './pdf-ligatures.ts';
import { type Marks, marksOf } from './pdf-marks.ts';
import type { PdfPage } from './pdf-open.ts';
import { type FontLook, matrixOf, type PlacedText, type Run, runsByTurn, type Turn, turnedPoint } from './pdf-run.ts';

/** What the text layer of a page gives. */
export type PageReading = {
  readonly blocks: readonly Block[];
  readonly links: readonly string[];
  readonly hasHiddenText: boolean;
  /** True when words stand outside of the page or are too small to be seen. They are left out. */
  readonly hasUnseenText: boolean;
  /** True when the page shows something that its text layer does not tell: a scan, or letters drawn as shapes. */
  readonly isPicture: boolean;
  /** True when most of its text is codes of letters that the file does not explain: what they look like says nothing. */
  readonly isGarbled: boolean;
  /** Pixels for each point that are worth rendering. */
  readonly pixelsPerPoint: number;
};

/** Letters in points below which nobody reads. */
const TINY = 1.5;
/** A text layer with fewer letters says less than the image behind it: a stamp, a page number. */
const FEW_LETTERS = 25;
/** Shares of a page that are covered by images. */
const MUCH = 0.5;
const SOME = 0.02;
/** So many drawn shapes on a page without text may be letters. */
const MANY_SHAPES = 20;
const NO_MARKS: Marks = {
  rules: [],
  imageArea: 0,
  pixelsPerPoint: 0,
  shapes: 0,
  hasHiddenText: false,
  spellings: new Map(),
};

/** Reads one page. `isThorough` looks at what is drawn, too: tables by their rules, hidden text, images. */
export async function readPage(page: PdfPage, isThorough: boolean): Promise<PageReading> {
  const viewport = page.getViewport({ scale: 1 });
  const view = matrixOf(viewport.transform);
  const area = viewport.width * viewport.height;
  const { items } = await page.getTextContent();
  const marks = isThorough ? await marksOf(page, view, area) : NO_MARKS;
  const annotations: readonly unknown[] = await page.getAnnotations().catch(() => []);
  const placed = items.flatMap((item): readonly PlacedText[] =>
    'str' in item ? [{ ...item, str: item.dir === 'rtl' ? withLigatures(item.str, marks.spellings) : item.str }] : [],
  );
  const looks = fontLooks(page);
  const groups = runsByTurn([...placed, ...fieldTexts(annotations)], view, looks);
  let hasUnseenText = false;
  const seen = [...groups].map(([turn, runs]) => {
    const own = runs.filter((run) => isSeen(run, turn, viewport.width, viewport.height));
    if (own.length < runs.length) hasUnseenText = true;
    return [turn, own] as const;
  });
  const blocks = seen
    .sort(([, one], [, other]) => lettersIn(other) - lettersIn(one))
    .flatMap(([turn, runs]) => (turn === 'oblique' ? streamed(runs) : layout(runs, turnedRules(marks.rules, turn))));
  const text = blocks.flatMap((block) => (block.kind === 'text' ? block.lines : block.rows.flat())).join('');
  return {
    blocks,
    links: linksOf(annotations),
    hasHiddenText: marks.hasHiddenText,
    hasUnseenText,
    isPicture: isPicture(text, marks, area),
    isGarbled: unreadableIn(text) > lettersOf(text),
    pixelsPerPoint: marks.pixelsPerPoint,
  };
}

const lettersIn = (runs: readonly Run[]): number => runs.reduce((sum, { text }) => sum + text.length, 0);

const lettersOf = (text: string): number => text.match(/[\p{L}\p{N}]/gu)?.length ?? 0;
const unreadableIn = (text: string): number => text.match(/[\uFFFD\p{Co}\p{Cc}]/gu)?.length ?? 0;

function isPicture(text: string, marks: Marks, area: number): boolean {
  const letters = lettersOf(text);
  const unreadable = unreadableIn(text);
  if (letters === 0) return marks.imageArea > SOME * area || marks.shapes >= MANY_SHAPES || unreadable > 0;
  return (letters < FEW_LETTERS && marks.imageArea > MUCH * area) || unreadable > letters;
}

function isSeen(run: Run, turn: Turn, width: number, height: number): boolean {
  if (run.height < TINY) return false;
  if (turn === 'oblique') return true;
  // The corner of the page that is opposite to its origin, as this text sees it.
  const [u, v] = turnedPoint(turn, width, height);
  const [left, right, top, bottom] = [Math.min(0, u), Math.max(0, u), Math.min(0, v), Math.max(0, v)];
  return run.right > left && run.left < right && run.v > top && run.v - run.height < bottom;
}

function turnedRules(rules: readonly Rule[], turn: Turn): readonly Rule[] {
  return rules.map(({ u0, v0, u1, v1 }) => {
    const [one, other] = [turnedPoint(turn, u0, v0), turnedPoint(turn, u1, v1)];
    return { u0: one[0], v0: one[1], u1: other[0], v1: other[1] };
  });
}

/** Text at an angle (a watermark) as its author wrote it. */
function streamed(runs: readonly Run[]): readonly Block[] {
  if (runs.length === 0) return [];
  const size = Math.min(...runs.map(({ height }) => height));
  return [{ kind: 'text', lines: [runs.map(({ text }) => text.trim()).join(' ')], size, isBold: false }];
}

/** How the fonts of a page look. Known once its operators were read. */
function fontLooks(page: PdfPage): (name: string) => FontLook {
  const looks = new Map<string, FontLook>();
  return (name) => {
    const known = looks.get(name);
    if (known !== undefined) return known;
    const font: unknown = name !== '' && page.commonObjs.has(name) ? page.commonObjs.get(name) : undefined;
    const has = (key: string): boolean => {
      if (typeof font !== 'object' || font === null) return false;
      const value: unknown = Reflect.get(font, key);
      return key === 'name' ? /bold|black|heavy|semibold/iu.test(String(value)) : value === true;
    };
    const look = { isVertical: has('vertical'), isBold: has('bold') || has('black') || has('name') };
    looks.set(name, look);
    return look;
  };
}
