import type { Block } from './compose.ts';

/** The cells of a sheet that show something, by row and column from 1. */
export type Cells = ReadonlyMap<number, ReadonlyMap<number, string>>;

/** A table that is mostly holes is written row by row: its width would multiply with its height. */
const MAX_GRID = 2_000_000;

/** The tables of a sheet: an empty row ends one, lines above it that hold a single text are its title. */
export function sheetBlocks(cells: Cells): readonly Block[] {
  const numbers = [...cells.keys()].sort((left, right) => left - right);
  const blocks: Block[] = [];
  let group: ReadonlyMap<number, string>[] = [];
  numbers.forEach((number, index) => {
    group.push(cells.get(number) ?? new Map());
    if (numbers[index + 1] === number + 1) return;
    blocks.push(...groupBlocks(group));
    group = [];
  });
  return blocks;
}

type Row = ReadonlyMap<number, string>;

function groupBlocks(rows: readonly Row[]): readonly Block[] {
  const first = rows.findIndex((row) => !isSingle(row));
  // A column of single values is a table of one column.
  const body = rows.slice(first === -1 ? (rows.length > 2 ? 0 : rows.length) : first);
  const titles = rows.slice(0, rows.length - body.length).map((row) => row.values().next().value ?? '');
  const lines = titles.filter((title, index) => title !== titles[index - 1]);
  return [...(lines.length > 0 ? [lines.join('\n')] : []), ...(body.length > 0 ? [tableOf(body)] : [])];
}

/** One text, or one that is merged over several columns; equal numbers are data. */
function isSingle(row: Row): boolean {
  const [text = '', ...others] = new Set(row.values());
  return others.length === 0 && (row.size === 1 || !/^[\d.,\s%-]+$/u.test(text));
}

function tableOf(rows: readonly Row[]): Block {
  const columns = [...new Set(rows.flatMap((row) => [...row.keys()]))].sort((left, right) => left - right);
  if (columns.length * rows.length > MAX_GRID) return rows.map((row) => ordered(row).join(' | ')).join('\n');
  return { rows: rows.map((row) => columns.map((column) => row.get(column) ?? '')) };
}

const ordered = (row: Row): readonly string[] =>
  [...row].sort(([left], [right]) => left - right).map(([, text]) => text);
