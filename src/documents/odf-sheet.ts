import { cellText } from './compose.ts';
import { type OdfReader, odfBlocks, odfRows } from './odf-text.ts';
import type { Cells } from './sheet.ts';
import { attribute, elements, whole, type XmlNode } from './xml.ts';

/** Programs end a sheet with cells that repeat a million times; nobody fills so many by hand. */
const MAX_REPEATED = 1_000;
const MAX_CELLS = 2_000_000;

/** The cells of a spreadsheet's table that show something. Their text is what they show: formats need no reading. */
export function odfSheet(table: XmlNode, reader: OdfReader): Cells {
  const cells = new Map<number, Map<number, string>>();
  const fills: { readonly row: number; readonly column: number; readonly height: number; readonly text: string }[] = [];
  let number = 1;
  let room = MAX_CELLS;
  for (const row of odfRows(table)) {
    const line = new Map<number, string>();
    let column = 1;
    for (const cell of elements(row)) {
      if (cell.name !== 'table-cell' && cell.name !== 'covered-table-cell') continue;
      const repeated = count(cell, 'number-columns-repeated');
      const text = cell.name === 'table-cell' ? cellText(odfBlocks(cell, reader)) || stored(cell) : '';
      if (text !== '') {
        const width = Math.max(count(cell, 'number-columns-spanned'), Math.min(repeated, MAX_REPEATED));
        for (let beside = 0; beside < width && --room > 0; beside++) line.set(column + beside, text);
        const height = count(cell, 'number-rows-spanned');
        if (height > 1) fills.push({ row: number, column, height, text });
      }
      column += repeated;
    }
    const repeated = count(row, 'number-rows-repeated');
    if (line.size > 0) {
      const times = Math.min(repeated, MAX_REPEATED);
      for (let below = 0; below < times && room > 0; below++) {
        cells.set(number + below, new Map(line));
        room -= line.size;
      }
    }
    number += repeated;
  }
  for (const { row, column, height, text } of fills) {
    // Only where there is something beside it.
    for (let below = row + 1; below < row + Math.min(height, MAX_REPEATED); below++)
      cells.get(below)?.set(column, text);
  }
  return cells;
}

/** The value of a cell that some program wrote without what it shows. */
const stored = (cell: XmlNode): string =>
  attribute(cell, 'date-value') ?? attribute(cell, 'string-value') ?? attribute(cell, 'value') ?? '';

function count(node: XmlNode, name: string): number {
  return Math.max(1, whole(node, name) ?? 1);
}
