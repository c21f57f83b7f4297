import type { ParsedDocument } from '../core/document.ts';
import { bounded, markdownTable, type ParseJob } from './parsed.ts';

type Table = ParsedDocument['tables'][number];
type Rows = Table['rows'];

/** A piece of a document between two blank lines: Markdown, or the rows of a table. */
export type Block =
  | string
  | {
      readonly rows: Rows;
      /** It stands in a cell of the table before it, which has its words. */
      readonly isInCell?: boolean;
    };

/** One slide, sheet, chapter or message. */
export type Section = { readonly page: number; readonly blocks: readonly Block[] };

/** The blocks of a document without pages as its text and tables. */
export function composed(blocks: readonly Block[], limits: ParseJob['limits']) {
  const { text, notes } = bounded(joined(blocks), limits);
  return { text, pages: [], tables: tablesOf(blocks), notes };
}

/** The sections of a document one after the other, and where each of them stands. Stops where the text gets too long. */
export function composedPages(sections: Iterable<Section>, limits: ParseJob['limits']) {
  const pages: ParsedDocument['pages'][number][] = [];
  const tables: Table[] = [];
  const notes: string[] = [];
  let text = '';
  for (const { page, blocks } of sections) {
    const gap = text === '' ? '' : '\n\n';
    const body = bounded(joined(blocks), {
      ...limits,
      maxCharacters: Math.max(0, limits.maxCharacters - text.length - 2),
    });
    if (body.text !== '') text += gap + body.text;
    pages.push({ page, start: text.length - body.text.length, end: text.length });
    tables.push(...tablesOf(blocks).map(({ rows }) => ({ page, rows })));
    if (body.notes.length === 0) continue;
    notes.push(`Cut in page ${page}: more than ${limits.maxCharacters} characters.`);
    break;
  }
  return { text, pages, tables, notes };
}

const joined = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => (typeof block === 'string' ? block.trimEnd() : markdownTable(block.rows)))
    .filter((text) => text.trim() !== '')
    .join('\n\n');

const tablesOf = (blocks: readonly Block[]): readonly Table[] =>
  blocks.flatMap((block) => (typeof block === 'string' || block.rows.length === 0 ? [] : [{ rows: block.rows }]));

/** Blocks as the text of one table cell. */
export const cellText = (blocks: readonly Block[]): string =>
  blocks
    .filter((block) => typeof block === 'string' || block.isInCell !== true)
    .map((block) => (typeof block === 'string' ? block : block.rows.map((row) => row.join(' ')).join(' ')))
    .join(' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();

/** The tables among the blocks of a cell, which follow the table that the cell is of. */
export const innerTables = (blocks: readonly Block[]): readonly Block[] =>
  blocks.flatMap((block) => (typeof block === 'string' ? [] : [{ ...block, isInCell: true }]));

/** A link as Markdown where its address says more than its text. Other schemes than a reader would follow are left out. */
export const linked = (text: string, address: string): string =>
  /^(?:https?|mailto):/iu.test(address) && text.trim() !== '' && !address.endsWith(text.trim())
    ? `[${text}](${address.replaceAll(/[\s()]/gu, encodeURIComponent)})`
    : text;
