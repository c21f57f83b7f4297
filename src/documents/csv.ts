import { bounded, type FormatParser, markdownTable, pagelessNote } from './parsed.ts';
import { readText } from './text.ts';

const DELIMITERS = [',', ';', '\t', '|'];

/** Comma (or semicolon, tab, bar) separated values as one table. */
export const parseCsv: FormatParser = (job) => {
  const { text: source, encoding } = readText(job);
  const cut = bounded(source, job.limits);
  const stated = /^sep=(.)\n/u.exec(cut.text)?.[1];
  const rows = csvRows(stated === undefined ? cut.text : cut.text.slice(6), stated ?? delimiterOf(cut.text));
  const { text, notes } = bounded(markdownTable(rows), job.limits);
  return {
    text,
    mimeType: 'text/csv',
    pages: [],
    tables: [{ rows }],
    metadata: { encoding, rows: rows.length },
    notes: [...cut.notes, ...notes, ...pagelessNote(job)],
  };
};

/** The separator that divides most of the first lines into equally many cells, quotes set aside. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replaceAll(/"[^"]{0,2000}"/gu, '')
    .split('\n', 100)
    .filter((line) => line.trim() !== '');
  const scores = DELIMITERS.map((delimiter) => {
    const widths = new Map<number, number>();
    for (const line of lines) {
      const width = line.split(delimiter).length;
      if (width > 1) widths.set(width, (widths.get(width) ?? 0) + 1);
    }
    // Among equals the one that makes more cells.
    return Math.max(0, ...[...widths].map(([width, times]) => times + width / 100_000));
  });
  return DELIMITERS[scores.indexOf(Math.max(...scores))] ?? ',';
}

/** RFC 4180, leniently: quotes may hold separators, line ends and doubled quotes. Empty lines are dropped. */
export function csvRows(text: string, delimiter: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  const endRow = () => {
    row.push(cell);
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
    cell = '';
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell.trim() === '') {
      isQuoted = true;
      cell = '';
    } else if (character === delimiter) {
      row.push(cell);
      cell = '';
    } else if (character === '\n') endRow();
    else cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}
