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
/** A title stands in one of the first lines or in a heading; elsewhere its words only occur. */
const HEAD_LINES = 3;
/** So much of an article tells where it begins. */
const BEGINNING = 40;

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
  const { text, notes } = bounded([...lost(main, body), body].join('\n\n'), job.limits);
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

type Main = { readonly content: HtmlElement; readonly title: string; readonly author: string };

/** Readability's article, which has lost its title and its author, where it kept most of what is not furniture; else the body. */
function mainContent(html: string, document: HtmlDocument): Main {
  // Readability changes the document that it reads: it gets one of its own.
  const { document: copy } = openHtml(html);
  const article = new Readability(copy as unknown as ConstructorParameters<typeof Readability>[0], {
    charThreshold: 0,
    keepClasses: false,
  }).parse();
  const body = document.body ?? document;
  for (const element of body.querySelectorAll(FURNITURE)) element.remove();
  if (article?.content == null) return { content: body, title: '', author: '' };
  const { document: extract } = openHtml(article.content);
  const content = extract.body ?? extract;
  if (prose(content) < LEAST_KEPT * prose(body)) return { content: body, title: '', author: '' };
  const [heading, ...others] = [...body.querySelectorAll('h1')].map(({ textContent }) => clean(textContent));
  // The page's own heading, where it has one, says it without the name of the site.
  const title = heading === undefined || heading === '' || others.length > 0 ? clean(article.title) : heading;
  return { content, title, author: authorOf(article.byline, body, content) };
}

/** What the extract left out of the page's own head, as it stands there. */
function lost({ title, author }: Main, body: string): readonly string[] {
  const lines = body.split('\n').map(clean);
  const isThere = lines.some((line, index) => (index < HEAD_LINES || line.startsWith('#')) && line.includes(title));
  return [
    ...(title === '' || isThere ? [] : [`# ${title}`]),
    ...(author === '' || lines.some((line) => line.includes(author)) ? [] : [author]),
  ];
}

/** Who wrote the article, where the page says it before the article begins. Readability also takes other words for that. */
function authorOf(byline: string | null | undefined, body: HtmlElement, content: HtmlElement): string {
  const [said, whole] = [clean(byline), clean(body.textContent)];
  const at = whole.indexOf(said);
  return said !== '' && at !== -1 && at < whole.indexOf(clean(content.textContent).slice(0, BEGINNING)) ? said : '';
}

/** How much text there is outside of links: menus are links, content is not. */
function prose(element: HtmlElement): number {
  const links = [...element.querySelectorAll('a')];
  return links.reduce((length, link) => length - clean(link.textContent).length, clean(element.textContent).length);
}

const clean = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/gu, ' ').trim();
