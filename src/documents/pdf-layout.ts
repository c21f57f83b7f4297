import { type Box, regionsOf } from './pdf-columns.ts';
import { type PlacedTable, type Rule, ruledTables } from './pdf-grid.ts';
import { type Line, linesOf, lineText, type Segment } from './pdf-lines.ts';
import type { Run } from './pdf-run.ts';
import { alignedTables } from './pdf-table.ts';

/** What a page consists of, in reading order. `size` is the letter height in points. */
export type Block =
  | {
      readonly kind: 'text';
      readonly lines: readonly string[];
      readonly size: number;
      readonly isBold: boolean;
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] };

/** A jump of more than this many letter heights between two lines begins a paragraph. */
const PARAGRAPH_GAP = 1.6;
/** Where all lines stand far apart, as in drafts, they do so up to this. */
const WIDE_SPACING = 3.2;
/** So does a change of the letter height by more than this. */
const SIZE_CHANGE = 1.12;

type Piece = Box & ({ readonly segment: Segment } | { readonly table: PlacedTable });

/** The runs of a page (all turned alike) as paragraphs and tables in the order in which people read them. */
export function layout(runs: readonly Run[], rules: readonly Rule[]): readonly Block[] {
  const { tables, rest } = ruledTables(runs, rules);
  const pieces: Piece[] = [
    ...linesOf(rest).flatMap(({ segments }) => segments.map(segmentBox)),
    ...tables.map((table) => ({ ...table, height: 1, isRtl: false, length: 0, table })),
  ];
  return regionsOf(pieces).flatMap(regionBlocks);
}

const segmentBox = (segment: Segment): Piece => ({
  left: segment.left,
  right: segment.right,
  top: segment.v - 0.75 * segment.height,
  bottom: segment.v + 0.2 * segment.height,
  height: segment.height,
  isRtl: segment.isRtl,
  order: segment.order,
  length: segment.text.length,
  segment,
});

/** A region's text between its ruled tables. */
function regionBlocks(pieces: readonly Piece[]): readonly Block[] {
  const tables = pieces.flatMap((piece) => ('table' in piece ? [piece.table] : [])).sort((a, b) => a.top - b.top);
  let segments = pieces.flatMap((piece) => ('segment' in piece ? [piece.segment] : []));
  const blocks: Block[] = [];
  for (const { top, rows } of tables) {
    blocks.push(...textBlocks(segments.filter(({ v }) => v < top)));
    segments = segments.filter(({ v }) => v >= top);
    blocks.push({ kind: 'table', rows });
  }
  return [...blocks, ...textBlocks(segments)];
}

function textBlocks(segments: readonly Segment[]): readonly Block[] {
  const lines = linesOf(segments.flatMap(({ runs }) => runs));
  const blocks: Block[] = [];
  let at = 0;
  for (const { from, to, rows } of alignedTables(lines)) {
    blocks.push(...paragraphs(lines.slice(at, from)), { kind: 'table', rows });
    at = to;
  }
  return [...blocks, ...paragraphs(lines.slice(at))];
}

function paragraphs(lines: readonly Line[]): readonly Block[] {
  const groups: Line[][] = [];
  const usual = usualDrop(lines);
  let above: Line | undefined;
  for (const line of lines) {
    const group = groups.at(-1);
    if (above === undefined || group === undefined || !goesOn(above, line, usual)) groups.push([line]);
    else group.push(line);
    above = line;
  }
  return groups.map((group) => ({
    kind: 'text',
    lines: group.map(lineText),
    size: Math.max(...group.map(({ height }) => height)),
    isBold: group.every(({ segments }) => segments.every(({ isBold }) => isBold)),
  }));
}

/** From line to line, where most lines stand equally far apart. */
function usualDrop(lines: readonly Line[]): number {
  const drops = lines.slice(1).map((line, index) => line.v - (lines[index]?.v ?? line.v));
  const middle = drops.sort((one, other) => one - other)[Math.floor(drops.length / 2)] ?? 0;
  return drops.filter((drop) => Math.abs(drop - middle) < 0.1 * middle).length > 0.6 * drops.length ? middle : 0;
}

function goesOn(above: Line, line: Line, usual: number): boolean {
  const larger = Math.max(above.height, line.height);
  const smaller = Math.max(Math.min(above.height, line.height), 0.1);
  const most = Math.max(PARAGRAPH_GAP * larger, Math.min(WIDE_SPACING * larger, 1.15 * usual));
  return line.v - above.v <= most && larger / smaller <= SIZE_CHANGE;
}
