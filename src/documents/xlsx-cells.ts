import type { Cells } from './sheet.ts';
import type { Shown } from './xlsx-format.ts';
import { scanXml } from './xml.ts';

/** The strings that the cells of a workbook refer to by number. How words are pronounced is left out. */
export function readStrings(bytes: Uint8Array | undefined, part: string): readonly string[] {
  const strings: string[] = [];
  if (bytes === undefined) return strings;
  let current = '';
  let isText = false;
  let isPhonetic = false;
  scanXml(bytes, part, {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 't') isText = !isPhonetic;
    },
    text(text) {
      if (isText) current += text;
    },
    close(name) {
      if (name === 'si') strings.push(unescaped(current));
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 't') isText = false;
    },
  });
  return strings;
}

type Context = { readonly strings: readonly string[]; readonly formats: Shown; readonly maxCharacters: number };
type Cell = { row: number; column: number; type: string; style: number; value: string; formula: string };

/** Merged ranges are filled up to this many cells of a sheet. */
const MAX_FILLED = 200_000;

/** The cells of a sheet that show something. Read as a stream: a sheet may have a million rows. */
export function readSheet(bytes: Uint8Array, part: string, context: Context): { cells: Cells; isCut: boolean } {
  const cells = new Map<number, Map<number, string>>();
  let cell: Cell = { row: 0, column: 0, type: 'n', style: 0, value: '', formula: '' };
  let row = 0;
  let column = 0;
  let field: 'value' | 'formula' | undefined;
  let isPhonetic = false;
  let characters = 0;
  let room = MAX_FILLED;
  scanXml(bytes, part, {
    open(name, attributes) {
      if (name === 'row') {
        row = Number.parseInt(attributes.r ?? '', 10) || row + 1;
        column = 0;
      } else if (name === 'c') {
        const place = placeOf(attributes.r);
        column = place?.column ?? column + 1;
        const style = Number.parseInt(attributes.s ?? '0', 10);
        cell = { row: place?.row ?? row, column, type: attributes.t ?? 'n', style, value: '', formula: '' };
      } else if (name === 'v' || (name === 't' && !isPhonetic)) field = 'value';
      else if (name === 'f') field = 'formula';
      else if (name === 'rPh') isPhonetic = true;
      else if (name === 'mergeCell') room = fillMerged(cells, attributes.ref ?? '', room);
    },
    text(text) {
      if (field !== undefined) cell[field] += text;
    },
    close(name) {
      if (name === 'v' || name === 't' || name === 'f') field = undefined;
      else if (name === 'rPh') isPhonetic = false;
      if (name !== 'c' || characters > context.maxCharacters) return;
      const text = shown(cell, context);
      if (text.trim() === '') return;
      characters += text.length;
      const line = cells.get(cell.row) ?? new Map<number, string>();
      cells.set(cell.row, line.set(cell.column, text));
    },
  });
  return { cells, isCut: characters > context.maxCharacters };
}

/** What the cell shows: a formula's last result, or the formula where no program has ever computed it. */
function shown({ type, style, value, formula }: Cell, { strings, formats }: Context): string {
  if (value === '') return formula === '' ? '' : `=${formula}`;
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' || value === 'true' ? 'TRUE' : 'FALSE';
    case 'd':
      return value.replace(/T00:00:00(?:\.0+)?Z?$/u, '');
    case 'n':
      return formats(value, style);
    default:
      return unescaped(value);
  }
}

/** Characters that XML cannot hold are written by their number: `_x000D_`. */
const unescaped = (text: string): string =>
  text.replaceAll(/_x([0-9A-F]{4})_/giu, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** `AB12` as numbers from 1. */
function placeOf(reference: string | undefined): { row: number; column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/u.exec(reference ?? '') ?? [];
  if (letters === undefined) return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { row: Number(digits), column };
}

/** Writes a merged cell's text into each row that has something beside it. Returns how many more may be filled. */
function fillMerged(cells: Map<number, Map<number, string>>, reference: string, room: number): number {
  const [from, to] = reference.split(':').map(placeOf);
  if (from === undefined || to === undefined) return room;
  const text = cells.get(from.row)?.get(from.column);
  const size = (to.row - from.row + 1) * (to.column - from.column + 1);
  if (text === undefined || !(size > 0 && size <= room)) return room;
  for (let row = from.row; row <= to.row; row++) {
    const line = cells.get(row);
    for (let column = from.column; line !== undefined && column <= to.column; column++) line.set(column, text);
  }
  return room - size;
}
