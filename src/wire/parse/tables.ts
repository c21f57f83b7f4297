import type { ParsedTable } from '../../core/parse.ts';

type Rows = readonly (readonly string[])[];

const DIVIDER = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The tables of a Markdown text, those that stand in it as HTML included. */
export function tablesIn(markdown: string, page?: number): readonly ParsedTable[] {
  const found = [...htmlTables(markdown), ...pipeTables(markdown)].filter((rows) => rows.length > 0);
  return found.map((rows) => ({ ...(page !== undefined && { page }), rows }));
}

function pipeTables(markdown: string): readonly Rows[] {
  if (!markdown.includes('|')) return [];
  const lines = markdown.split('\n');
  const tables: (readonly string[])[][] = [];
  for (let index = 0; index + 1 < lines.length; index++) {
    const head = lines[index] ?? '';
    const divider = lines[index + 1] ?? '';
    if (!head.includes('|') || !divider.includes('-') || !divider.includes('|') || !isDivider(divider)) continue;
    const rows = [cellsOf(head)];
    index += 2;
    for (; (lines[index] ?? '').includes('|'); index++) rows.push(cellsOf(lines[index] ?? ''));
    tables.push(rows);
  }
  return tables;
}

/** A line that a stranger made very long is no divider: the expression would need its square. */
const isDivider = (line: string): boolean => line.length < 10_000 && DIVIDER.test(line);

function cellsOf(line: string): readonly string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .split(/(?<!\\)\|/);
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) =>
    cell
      .trim()
      .replaceAll('\\|', '|')
      .replaceAll(/<br\s*\/?>/gi, '\n'),
  );
}

function htmlTables(text: string): readonly Rows[] {
  return between(text, 'table').map((table) =>
    between(table, 'tr').map((row) => between(row, 't[dh]').map((cell) => plainText(cell))),
  );
}

/** What stands between the tags of a name, in linear time: each search begins where the last one ended. */
function between(text: string, name: string): readonly string[] {
  const open = new RegExp(`<${name}(?:\\s[^<>]*)?>`, 'gi');
  const close = new RegExp(`</${name}\\s*>`, 'gi');
  const found: string[] = [];
  for (let match = open.exec(text); match !== null; match = open.exec(text)) {
    close.lastIndex = open.lastIndex;
    const end = close.exec(text);
    if (end === null) break;
    found.push(text.slice(open.lastIndex, end.index));
    open.lastIndex = close.lastIndex;
  }
  return found;
}

const plainText = (html: string): string =>
  html
    .replaceAll(/<br\s*\/?>/gi, '\n')
    .replaceAll(/<[^<>]*>/g, '')
    .replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,6}));/gi, (whole, decimal, hex, name) => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      if (Number.isNaN(code)) return ENTITIES[name] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .trim();
