/** What is used of an element: the part of the DOM that linkedom and turndown agree on. */
export type HtmlElement = {
  readonly nodeName: string;
  readonly textContent: string | null;
  readonly parentNode: HtmlElement | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): HtmlElement | null;
  closest(selector: string): HtmlElement | null;
  querySelectorAll(selector: string): Iterable<HtmlElement>;
  after(text: string): void;
  remove(): void;
};

/** HTML's own limits are 1,000 and 65,534; nobody reads tables of that size. */
const MAX_SPAN = 500;
const MAX_CELLS = 200_000;

/** A table with more text than this around other blocks only arranges them. */
const MAX_DATA_TEXT = 4_000;
/** Elements whose text does not run on into what follows. */
const APART = 'br, p, div, li, td, th, h1, h2, h3, h4';
const BLOCKS = 'table, h1, h2, h3, ul, ol, pre, p + p';

/** A table of data, as opposed to one that only arranges other content. */
export function isDataTable(table: HtmlElement): boolean {
  if (table.querySelector('td, th') === null) return false;
  return table.querySelector(BLOCKS) === null || (table.textContent ?? '').length <= MAX_DATA_TEXT;
}

/** The cells as a grid: a cell that spans several stands in each of them, so that every row is complete. */
export function tableRows(table: HtmlElement): readonly (readonly string[])[] {
  const grid: string[][] = [];
  let cells = 0;
  let row = -1;
  for (const tr of table.querySelectorAll('tr')) {
    // A table inside a cell is text of that cell.
    if (tr.closest('table') !== table) continue;
    row += 1;
    let column = 0;
    for (const cell of tr.querySelectorAll('td, th')) {
      if (cell.closest('tr') !== tr) continue;
      for (const inner of cell.querySelectorAll(APART)) inner.after(' ');
      const text = (cell.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
      while (grid[row]?.[column] !== undefined) column += 1;
      const height = spanOf(cell, 'rowspan');
      const width = spanOf(cell, 'colspan');
      for (let down = 0; down < height; down++) {
        const target = grid[row + down] ?? [];
        grid[row + down] = target;
        for (let right = 0; right < width; right++) {
          if (++cells > MAX_CELLS) return complete(grid, row);
          target[column + right] = text;
        }
      }
      column += width;
    }
  }
  return complete(grid, row);
}

/** Rows that only a row span reached are not there; holes are empty cells. */
const complete = (grid: readonly string[][], last: number): readonly (readonly string[])[] =>
  grid.slice(0, last + 1).map((row) => Array.from(row, (cell) => cell ?? ''));

function spanOf(cell: HtmlElement, attribute: string): number {
  const span = Number(cell.getAttribute(attribute) ?? 1);
  return Number.isInteger(span) && span >= 1 ? Math.min(span, MAX_SPAN) : 1;
}
