import { Readability } from '@mozilla/readability';
import type { ParsedDocument } from '../core/document.ts';
import { refuseDeep } from './html-depth.ts';
import { type HtmlDocument, markdownOf, openHtml, removeUnseen } from './html-markdown.ts';
import type { HtmlElement } from './html-table.ts';
import { bounded, type FormatParser, pagelessNote } from './parsed.ts';
import { readText } from './text.ts';

const FURNITURE = 'nav, footer, aside, [role="navigation"], [role="banner"], [role="contentinfo"], [role="search"]';
/** An extract with less of the page's prose than this share has lost content rather than furniture. */
const LEAST_KEPT = 0.75;

type Table = ParsedDocument['tables'][number];

/** The main content of a page as Markdown; of pages that are no article, the whole body. */
export const parseHtml: FormatParser = (job) => {
  const { text: source, encoding } = readText(job);
  refuseDeep(source);
  const { document } = openHtml(source);
  const title = clean(document.title ?? '');
  const language = document.documentElement?.getAttribute('lang');
  const hidden = removeUnseen(document);
  const tables: Table[] = [];
  const main = mainContent(document.toString(), document);
  const body = markdownOf(main.content, tables);
  const heading = main.title === '' || body.includes(main.title) ? '' : `# ${main.title}\n\n`;
  const { text, notes } = bounded(`${heading}${body}`, job.limits);
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

/** Readability's article, which has lost its title, where it kept most of what is not furniture; else the body. */
function mainContent(html: string, document: HtmlDocument): { content: HtmlElement; title: string } {
  // Readability changes the document that it reads: it gets one of its own.
  const { document: copy } = openHtml(html);
  const article = new Readability(copy as unknown as ConstructorParameters<typeof Readability>[0], {
    charThreshold: 0,
    keepClasses: false,
  }).parse();
  const body = document.body ?? document;
  for (const element of body.querySelectorAll(FURNITURE)) element.remove();
  if (article?.content == null) return { content: body, title: '' };
  const { document: extract } = openHtml(article.content);
  const content = extract.body ?? extract;
  if (prose(content) < LEAST_KEPT * prose(body)) return { content: body, title: '' };
  return { content, title: clean(article.title) };
}

/** How much text there is outside of links: menus are links, content is not. */
function prose(element: HtmlElement): number {
  const links = [...element.querySelectorAll('a')];
  return links.reduce((length, link) => length - clean(link.textContent).length, clean(element.textContent).length);
}

const clean = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/gu, ' ').trim();
