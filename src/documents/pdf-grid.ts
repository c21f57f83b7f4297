import { type Line, linesOf, lineText } from './pdf-lines.ts';
import type { Run } from './pdf-run.ts';

/** A straight line that is drawn on the page, in reading coordinates. */
export type Rule = { readonly u0: number; readonly v0: number; readonly u1: number; readonly v1: number };

/** A table with its place. */
export type PlacedTable = {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly rows: readonly (readonly string[])[];
  readonly order: number;
};

/** Ends of lines that are this near, in points, meet. */
const NEAR = 3;
/** More lines than this draw a picture. */
const MAX_RULES = 4_000;
const MAX_CELLS = 20_000;
/** A grid whose cells hold more letters than this on average arranges a page, and is no table. */
const MAX_CELL = 400;

type Span = { readonly at: number; from: number; to: number };
type Grid = { readonly across: readonly Span[]; readonly down: readonly Span[] };

/** Tables whose cells are ruled, and the runs that stand in none of them. */
export function ruledTables(
  runs: readonly Run[],
  rules: readonly Rule[],
): { readonly tables: readonly PlacedTable[]; readonly rest: readonly Run[] } {
  if (rules.length > MAX_RULES) return { tables: [], rest: runs };
  const across = joined(
    rules.filter(({ v0, v1 }) => Math.abs(v0 - v1) < NEAR),
    'v0',
    'u0',
    'u1',
  );
  const down = joined(
    rules.filter(({ u0, u1, v0, v1 }) => Math.abs(u0 - u1) < NEAR && Math.abs(v0 - v1) >= NEAR),
    'u0',
    'v0',
    'v1',
  );
  const tables: PlacedTable[] = [];
  let rest = runs;
  for (const grid of gridsOf(across, down)) {
    const table = tableOf(grid, rest);
    if (table === undefined) continue;
    tables.push(table.placed);
    const taken = new Set(table.taken);
    rest = rest.filter((run) => !taken.has(run));
  }
  return { tables, rest };
}

/** Pieces of one line, which programs draw cell by cell, as one. */
function joined(rules: readonly Rule[], at: keyof Rule, one: keyof Rule, other: keyof Rule): readonly Span[] {
  const spans = rules
    .map((rule) => ({
      at: rule[at],
      from: Math.min(rule[one], rule[other]),
      to: Math.max(rule[one], rule[other]),
    }))
    .sort((left, right) => left.at - right.at || left.from - right.from);
  const found: Span[] = [];
  for (const span of spans) {
    const known = found
      .slice(-60)
      .find((line) => Math.abs(line.at - span.at) < NEAR && span.from <= line.to + NEAR && span.to >= line.from - NEAR);
    if (known === undefined) found.push(span);
    else {
      known.from = Math.min(known.from, span.from);
      known.to = Math.max(known.to, span.to);
    }
  }
  return found;
}

const meet = (across: Span, down: Span): boolean =>
  down.at >= across.from - NEAR &&
  down.at <= across.to + NEAR &&
  across.at >= down.from - NEAR &&
  across.at <= down.to + NEAR;

/** Lines that hang together by meeting. */
function gridsOf(across: readonly Span[], down: readonly Span[]): readonly Grid[] {
  const free = new Set([...across, ...down]);
  const grids: Grid[] = [];
  for (const start of across) {
    if (!free.delete(start)) continue;
    const grid = { across: [start], down: [] as Span[] };
    const queue: { readonly span: Span; readonly isAcross: boolean }[] = [{ span: start, isAcross: true }];
    for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
      const { span, isAcross } = next;
      for (const other of isAcross ? down : across) {
        if (!free.has(other) || !(isAcross ? meet(span, other) : meet(other, span))) continue;
        free.delete(other);
        (isAcross ? grid.down : grid.across).push(other);
        queue.push({ span: other, isAcross: !isAcross });
      }
    }
    grids.push(grid);
  }
  return grids;
}

/** Places that are near one another count as one. */
function places(values: readonly number[]): readonly number[] {
  const found: number[] = [];
  for (const value of [...values].sort((one, other) => one - other))
    if (value - (found.at(-1) ?? Number.NEGATIVE_INFINITY) > NEAR) found.push(value);
  return found;
}

function tableOf(grid: Grid, runs: readonly Run[]) {
  // The outer frame is often left out: the ends of the lines stand for it.
  const us = places([...grid.down.map(({ at }) => at), ...grid.across.flatMap(({ from, to }) => [from, to])]);
  const vs = places([...grid.across.map(({ at }) => at), ...grid.down.flatMap(({ from, to }) => [from, to])]);
  const [columns, lines] = [us.length - 1, vs.length - 1];
  if (columns < 2 || lines < 2 || columns * lines > MAX_CELLS) return undefined;
  const cells = wordsByCell(runs, us, vs);
  const owner = merged(grid, us, vs);
  const texts = new Map<number, Run[]>();
  for (const { cell, run } of cells) {
    const target = owner[cell] ?? cell;
    const own = texts.get(target) ?? [];
    texts.set(target, own);
    own.push(run);
  }
  const rows = vs
    .slice(1)
    .map((_, line) => us.slice(1).map((_, column) => cellText(texts.get(owner[line * columns + column] ?? -1) ?? [])));
  const filled = rows.filter((row) => row.some((text) => text !== ''));
  const kept = us.slice(1).flatMap((_, column) => (filled.some((row) => row[column] !== '') ? [column] : []));
  const letters = cells.reduce((sum, { run }) => sum + run.text.length, 0);
  if (filled.length < 2 || kept.length < 2 || texts.size < 3 || letters > MAX_CELL * texts.size) return undefined;
  const placed: PlacedTable = {
    left: us[0] ?? 0,
    right: us.at(-1) ?? 0,
    top: vs[0] ?? 0,
    bottom: vs.at(-1) ?? 0,
    rows: filled.map((row) => kept.map((column) => row[column] ?? '')),
    order: Math.min(...cells.map(({ run }) => run.order)),
  };
  return { placed, taken: cells.map(({ source }) => source) };
}

type Placed = { readonly cell: number; readonly run: Run; readonly source: Run };

/** Each word in the cell that its middle stands in; runs that lie within one cell stay whole. */
function wordsByCell(runs: readonly Run[], us: readonly number[], vs: readonly number[]): readonly Placed[] {
  const columns = us.length - 1;
  const between = (values: readonly number[], value: number): number =>
    values.findIndex((from, index) => value >= from && value < (values[index + 1] ?? Number.NEGATIVE_INFINITY));
  return runs.flatMap((run) => {
    const line = between(vs, run.v - 0.3 * run.height);
    if (line === -1) return [];
    const isWhole = between(us, run.left + 1) === between(us, run.right - 1);
    const words = isWhole || run.isRtl ? [run] : wordsOf(run);
    return words.flatMap((word) => {
      const column = between(us, (word.left + word.right) / 2);
      return column === -1 ? [] : [{ cell: line * columns + column, run: word, source: run }];
    });
  });
}

function wordsOf(run: Run): readonly Run[] {
  const step = (run.right - run.left) / run.text.length;
  return [...run.text.matchAll(/\S+/gu)].map(({ 0: text, index }) => ({
    ...run,
    text,
    left: run.left + index * step,
    right: run.left + (index + text.length) * step,
  }));
}

/** For each cell the first of those that it is one with, because no line parts them. */
function merged(grid: Grid, us: readonly number[], vs: readonly number[]): readonly number[] {
  const columns = us.length - 1;
  const owner = Array.from({ length: columns * (vs.length - 1) }, (_, index) => index);
  const root = (cell: number): number => {
    let at = cell;
    while (owner[at] !== at) at = owner[at] ?? at;
    return at;
  };
  const isParted = (spans: readonly Span[], at: number, middle: number): boolean =>
    spans.some((span) => Math.abs(span.at - at) <= NEAR && span.from < middle && span.to > middle);
  const unite = (cell: number, other: number) => {
    const [one, two] = [root(cell), root(other)];
    owner[Math.max(one, two)] = Math.min(one, two);
  };
  for (const cell of owner.keys()) {
    const [line, column] = [Math.floor(cell / columns), cell % columns];
    const [u, v] = [us[column + 1] ?? 0, vs[line + 1] ?? 0];
    const middleU = (u + (us[column] ?? 0)) / 2;
    const middleV = (v + (vs[line] ?? 0)) / 2;
    if (column + 1 < columns && !isParted(grid.down, u, middleV)) unite(cell, cell + 1);
    if (line + 2 < vs.length && !isParted(grid.across, v, middleU)) unite(cell, cell + columns);
  }
  return owner.map((_, cell) => root(cell));
}

const cellText = (runs: readonly Run[]): string =>
  linesOf(runs)
    .map((line: Line) => lineText(line))
    .join(' ')
    .trim();
