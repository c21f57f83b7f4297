import { createGrid } from './grid.ts';

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
  const grid = createGrid();
  for (const tr of table.querySelectorAll('tr')) {
    // A table inside a cell is text of that cell.
    if (tr.closest('table') !== table) continue;
    grid.startRow();
    for (const cell of tr.querySelectorAll('td, th')) {
      if (cell.closest('tr') !== tr) continue;
      for (const inner of cell.querySelectorAll(APART)) inner.after(' ');
      const text = (cell.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
      grid.add(text, Number(cell.getAttribute('colspan') ?? 1), Number(cell.getAttribute('rowspan') ?? 1));
    }
  }
  return grid.rows();
}
