import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import TurndownService from 'turndown';
import type { ParsedDocument } from '../core/document.ts';
import { refuseDeep } from './html-depth.ts';
import { type HtmlElement, isDataTable, tableRows } from './html-table.ts';
import { bounded, type FormatParser, markdownTable, pagelessNote } from './parsed.ts';
import { readText } from './text.ts';

/** Never content: code, forms' furniture, and what a browser does not show. */
const UNSEEN = 'script, style, noscript, template, svg, canvas, iframe, object, embed, link, meta';
const HIDDEN =
  '[hidden], [style*="display:none"], [style*="display: none"], [style*="visibility:hidden"], [style*="visibility: hidden"]';
const FURNITURE = 'nav, footer, aside, [role="navigation"], [role="banner"], [role="contentinfo"], [role="search"]';
/** An extract with less of the page's text than this share has lost content rather than furniture. */
const LEAST_KEPT = 0.5;

type Table = ParsedDocument['tables'][number];

/** The main content of a page as Markdown; of pages that are no article, the whole body. */
export const parseHtml: FormatParser = (job) => {
  const { text: source, encoding } = readText(job);
  refuseDeep(source);
  const { document } = parsed(source);
  const title = clean(document.title ?? '');
  const language = document.documentElement?.getAttribute('lang');
  const hidden = [...document.querySelectorAll(HIDDEN)].filter((element) => clean(element.textContent) !== '').length;
  for (const element of document.querySelectorAll(`${UNSEEN}, ${HIDDEN}`)) element.remove();
  const tables: Table[] = [];
  const content = mainContent(document.toString(), document);
  const { text, notes } = bounded(markdownOf(content, tables), job.limits);
  return {
    text,
    mimeType: 'text/html',
    pages: [],
    tables,
    metadata: {
      encoding,
      ...(title === '' ? {} : { title: title.slice(0, 300) }),
      ...(language ? { language: language.slice(0, 35) } : {}),
    },
    notes: [
      ...notes,
      ...(hidden > 0 ? [`${hidden} hidden parts of the page were left out.`] : []),
      ...pagelessNote(job),
    ],
  };
};

type HtmlDocument = HtmlElement & {
  readonly title?: string;
  readonly documentElement?: HtmlElement;
  readonly body?: HtmlElement;
};

// linkedom's and Readability's types want the DOM library, which a server has no use for.
const parsed = (html: string): { readonly document: HtmlDocument } =>
  parseHTML(
    /<html[\s>]/iu.test(html.slice(0, 100_000)) ? html : `<!doctype html><html><body>${html}</body></html>`,
  ) as unknown as { document: HtmlDocument };

/** Readability's article where it kept most of what is not furniture, else the body. */
function mainContent(html: string, document: HtmlDocument): HtmlElement {
  // Readability changes the document that it reads: it gets one of its own.
  const { document: copy } = parsed(html);
  const article = new Readability(copy as unknown as ConstructorParameters<typeof Readability>[0], {
    charThreshold: 0,
    keepClasses: false,
  }).parse();
  const body = document.body ?? document;
  for (const element of body.querySelectorAll(FURNITURE)) element.remove();
  const whole = clean(body.textContent).length;
  const kept = clean(article?.textContent ?? '').length;
  if (article?.content == null || kept < LEAST_KEPT * whole) return body;
  const extract = parsed(article.content).document;
  return extract.body ?? extract;
}

function markdownOf(content: HtmlElement, tables: Table[]): string {
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
      const rows = tableRows(table);
      tables.push({ rows });
      return `\n\n${markdownTable(rows)}\n\n`;
    },
  });
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

const clean = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/gu, ' ').trim();
