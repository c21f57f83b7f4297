import type { Line, Segment } from './pdf-lines.ts';

/** A stretch of lines that is a table because its cells stand below one another. */
export type AlignedTable = {
  /** Index of its first line, and of the line after its last. */
  readonly from: number;
  readonly to: number;
  readonly rows: readonly (readonly string[])[];
};

/** Lines further apart than so many letter heights are not of one table. */
const MAX_DROP = 3.2;
/** A line follows the one above it within a cell when it is nearer than this. */
const WRAPPED = 1.45;
/** Two columns of cells with more letters than this are prose. */
const PROSE = 32;
const MARKER = /^(?:[•◦▪‣·*\-–—]|\(?(?:\d{1,3}|[a-z]{1,4}|[A-Z])[.)]|\d{1,2}(?:\.\d{1,2})*)$/u;

type Column = { left: number; right: number };

/** Tables without rules among the lines of one region. */
export function alignedTables(lines: readonly Line[]): readonly AlignedTable[] {
  const tables: AlignedTable[] = [];
  for (let from = 0; from < lines.length; ) {
    const to = endOf(lines, from);
    const table = to - from < 2 ? undefined : tableIn(lines, from, to);
    if (table !== undefined) tables.push(table);
    from = Math.max(table?.to ?? to, from + 1);
  }
  return tables;
}

/** The line after the last one that may be of a table that begins at `from`. */
function endOf(lines: readonly Line[], from: number): number {
  let end = from;
  let single = 0;
  for (let index = from; index < lines.length; index++) {
    const line = lines[index];
    const above = lines[index - 1];
    if (line === undefined) break;
    if (index > from && above !== undefined && line.v - above.v > MAX_DROP * Math.max(line.height, above.height)) break;
    if (line.segments.length >= 2) {
      single = 0;
      end = index + 1;
    } else if (index === from || ++single > 3) break;
  }
  return Math.max(end, from + 1);
}

function tableIn(lines: readonly Line[], from: number, to: number): AlignedTable | undefined {
  const candidates = lines.slice(from, to);
  const width = usualWidth(candidates);
  if (width === undefined) return undefined;
  const full = candidates.filter((line) => line.segments.length === width);
  const columns = columnsOf(full, width);
  if (columns === undefined || isProse(full, columns) || isList(full)) return undefined;
  // Above and below, only lines that fit belong to it; inside, one that does not ends it.
  const first = candidates.findIndex((line) => fits(line, columns) && line.segments.length >= 2);
  let last = first;
  for (let index = first; index < candidates.length; index++) {
    const line = candidates[index];
    if (line === undefined || !fits(line, columns)) break;
    if (line.segments.length >= 2 || isWrapped(candidates[index - 1], line)) last = index;
  }
  const own = candidates.slice(first, last + 1);
  const complete = own.filter((line) => line.segments.length === width).length;
  if (first === -1 || complete < (width === 2 ? 3 : 2)) return undefined;
  return { from: from + first, to: from + last + 1, rows: rowsOf(own, columns) };
}

/** The number of cells that most lines have: at least two lines, and the larger number when two are as frequent. */
function usualWidth(lines: readonly Line[]): number | undefined {
  const counts = new Map<number, number>();
  for (const { segments } of lines)
    if (segments.length >= 2) counts.set(segments.length, (counts.get(segments.length) ?? 0) + 1);
  const [best] = [...counts]
    .filter(([, count]) => count >= 2)
    .sort((one, other) => other[1] * other[0] - one[1] * one[0]);
  return best?.[0];
}

/** The columns that the full lines agree on, or nothing when their cells overlap. */
function columnsOf(full: readonly Line[], width: number): readonly Column[] | undefined {
  const columns: Column[] = [];
  for (const { segments } of full) {
    for (const [index, { left, right }] of segments.entries()) {
      const column = columns[index];
      if (column === undefined) columns.push({ left, right });
      else {
        column.left = Math.min(column.left, left);
        column.right = Math.max(column.right, right);
      }
    }
  }
  const areApart = columns.every((column, index) => index === 0 || column.left > (columns[index - 1]?.right ?? 0));
  return areApart && columns.length === width ? columns : undefined;
}

function isProse(full: readonly Line[], columns: readonly Column[]): boolean {
  if (columns.length > 3) return false;
  const texts = full.flatMap(({ segments }) => segments.map(({ text }) => text.length));
  return texts.reduce((sum, length) => sum + length, 0) / texts.length > PROSE;
}

/** Bullets and numbers with their items. */
const isList = (full: readonly Line[]): boolean =>
  full.every(({ segments }) => segments.length === 2 && MARKER.test(segments[0]?.text ?? '')) &&
  full.some(({ segments }) => (segments[1]?.text.length ?? 0) > 12);

const columnsUnder = (segment: Segment, columns: readonly Column[]): readonly number[] =>
  columns.flatMap(({ left, right }, index) => (segment.left < right && segment.right > left ? [index] : []));

/** Each of its cells stands in one column; a heading over several may span them. */
function fits({ segments }: Line, columns: readonly Column[]): boolean {
  const under = segments.map((segment) => columnsUnder(segment, columns));
  if (segments.length === 1) return (under[0]?.length ?? 0) <= 1;
  return under.every((own, index) => own.length === 0 || (own[0] ?? 0) > (under[index - 1]?.at(-1) ?? -1));
}

const isWrapped = (above: Line | undefined, line: Line): boolean =>
  above !== undefined && line.v - above.v < WRAPPED * Math.max(line.height, above.height);

function rowsOf(lines: readonly Line[], columns: readonly Column[]): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const [index, line] of lines.entries()) {
    const cells = columns.map(() => '');
    for (const segment of line.segments) {
      const column = columnsUnder(segment, columns)[0] ?? nearest(segment, columns);
      cells[column] = `${cells[column] ?? ''} ${segment.text}`.trim();
    }
    const row = rows.at(-1);
    // A line without its first cell, close below another, goes on with the cells above it.
    if (
      row !== undefined &&
      cells[0] === '' &&
      line.segments.length < columns.length &&
      isWrapped(lines[index - 1], line)
    ) {
      for (const [column, text] of cells.entries()) row[column] = `${row[column] ?? ''} ${text}`.trim();
    } else rows.push(cells);
  }
  return rows;
}

function nearest(segment: Segment, columns: readonly Column[]): number {
  const distances = columns.map(({ left, right }) => Math.max(left - segment.right, segment.left - right));
  return distances.indexOf(Math.min(...distances));
}
