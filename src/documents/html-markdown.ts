import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import type { ParsedDocument } from '../core/document.ts';
import { refuseDeep } from './html-depth.ts';
import { type HtmlElement, isDataTable, tableRows } from './html-table.ts';
import { markdownTable } from './parsed.ts';

/** Never content: code, forms' furniture, how words are pronounced, formulas a second time, and what a browser does not show. */
const UNSEEN =
  'script, style, noscript, template, svg, canvas, iframe, object, embed, link, meta, rt, rp, annotation, annotation-xml';
const HIDDEN =
  '[hidden], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"]';

type Table = ParsedDocument['tables'][number];

export type HtmlDocument = HtmlElement & {
  readonly title?: string;
  readonly documentElement?: HtmlElement;
  readonly body?: HtmlElement;
};

// linkedom's and Readability's types want the DOM library, which a server has no use for.
export const openHtml = (html: string): { readonly document: HtmlDocument } =>
  parseHTML(
    /<html[\s>]/iu.test(html.slice(0, 100_000)) ? html : `<!doctype html><html><body>${html}</body></html>`,
  ) as unknown as { document: HtmlDocument };

/** Removes what a browser does not show. Returns how many parts with text were hidden. */
export function removeUnseen(document: HtmlDocument): number {
  const hidden = [...document.querySelectorAll(HIDDEN)].filter(({ textContent }) => (textContent ?? '').trim() !== '');
  for (const element of document.querySelectorAll(`${UNSEEN}, ${HIDDEN}`)) element.remove();
  return hidden.length;
}

/** All of a page, or of a piece of one, as Markdown: a chapter, a message. Throws `invalid_input` when it is nested too deeply. */
export function htmlToMarkdown(html: string): { text: string; tables: readonly Table[]; hidden: number } {
  refuseDeep(html);
  const { document } = openHtml(html);
  const hidden = removeUnseen(document);
  const tables: Table[] = [];
  const text = markdownOf(document.body ?? document, tables);
  return { text, tables, hidden };
}

/** An element as Markdown; its tables are also put into the list. */
export function markdownOf(content: HtmlElement, tables: Table[]): string {
  const service = new TurndownService({
    headingStyle: 'atx',
    codeBlockStyle: 'fenced',
    bulletListMarker: '-',
    hr: '---',
  });
  service.remove(['button', 'select', 'textarea', 'input'] as Parameters<typeof service.remove>[0]);
  service.addRule('table', {
    filter: 'table',
    replacement: (inner, node) => {
      const table = node as unknown as HtmlElement;
      if (!isDataTable(table)) return `\n\n${inner}\n\n`;
      const caption = (table.querySelector('caption')?.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
      const rows = tableRows(table);
      tables.push({ rows });
      return `\n\n${caption}\n\n${markdownTable(rows)}\n\n`;
    },
  });
  // Marks within a sentence would stand between the words that a search or a quotation must match.
  service.escape = (text) => text;
  service.addRule('emphasis', { filter: ['em', 'i', 'strong', 'b'], replacement: (inner) => inner });
  // Turndown knows them as parts of a line, which would join their words to those around them.
  service.addRule('block', { filter: ['details', 'summary', 'legend'], replacement: (inner) => `\n\n${inner}\n\n` });
  // An image's address is no text, and may be a whole picture.
  service.addRule('image', {
    filter: 'img',
    replacement: (_, node) => (node as unknown as HtmlElement).getAttribute('alt') ?? '',
  });
  service.addRule('data link', {
    filter: (node) => node.nodeName === 'A' && !/^https?:/iu.test(node.getAttribute('href') ?? ''),
    replacement: (inner) => inner,
  });
  return service.turndown(content as unknown as Parameters<typeof service.turndown>[0]).trim();
}
