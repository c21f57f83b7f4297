import type { ParsedDocument } from '../core/document.ts';
import type { Block } from './pdf-layout.ts';
import { pageMarkdown, sizesIn } from './pdf-markdown.ts';

export type PageBlocks = { readonly page: number; readonly blocks: readonly Block[] };

/** How long the text of the blocks is, about. */
export const lettersOf = (blocks: readonly Block[]): number =>
  blocks
    .flatMap((block) => (block.kind === 'text' ? block.lines : block.rows.flat()))
    .reduce((sum, text) => sum + text.length + 1, 0);

/** Headings are told by the letters of the whole document, so Markdown is written last. */
export function assembled(read: readonly PageBlocks[]): Pick<ParsedDocument, 'text' | 'pages' | 'tables'> {
  const sizes = sizesIn(read.flatMap(({ blocks }) => blocks));
  const parts: string[] = [];
  let length = 0;
  const pages = read.map(({ page, blocks }) => {
    const body = pageMarkdown(blocks, sizes);
    if (body === '') return { page, start: length, end: length };
    const start = length === 0 ? 0 : length + 2;
    parts.push(body);
    length = start + body.length;
    return { page, start, end: length };
  });
  const tables = read.flatMap(({ page, blocks }) =>
    blocks.flatMap((block) => (block.kind === 'table' ? [{ page, rows: block.rows }] : [])),
  );
  return { text: parts.join('\n\n'), pages, tables };
}
