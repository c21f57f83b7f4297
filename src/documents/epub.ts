import { declaredCharset, decodeText } from '../core/charset.ts';
import type { ParsedDocument } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { composedPages, type Section } from './compose.ts';
import { htmlToMarkdown } from './html-markdown.ts';
import { partName } from './ooxml.ts';
import { restNote, selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { all, at, attribute, elements, parseXml, textOf, within, type XmlNode } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

const CHAPTER = /x?html?$/u;

/** An e-book: the files of its spine in the order of reading, each a page. */
export const parseEpub: FormatParser = ({ bytes, pages: selection, limits }) => {
  const zip = openZip(bytes);
  const container = xmlPart(zip, 'META-INF/container.xml');
  const packageName =
    attribute(at(container, 'rootfiles', 'rootfile'), 'full-path') ??
    zip.names.find((name) => name.endsWith('.opf')) ??
    '';
  const root = xmlPart(zip, packageName);
  const chapters = chaptersOf(zip, root, packageName);
  if (chapters.length === 0) {
    throw new ProviderError('invalid_input', { message: 'The e-book is damaged: no chapter of it can be found.' });
  }
  refuseEncrypted(zip, chapters);
  const wanted = selectPages(selection, chapters.length, limits.maxPages);
  const tables: ParsedDocument['tables'][number][] = [];
  let hidden = 0;
  function* sections(): Generator<Section> {
    for (const page of wanted) {
      const read = chapter(zip.bytes(chapters[page - 1] ?? '') ?? new Uint8Array());
      hidden += read.hidden;
      tables.push(...read.tables.map(({ rows }) => ({ page, rows })));
      yield { page, blocks: [read.text] };
    }
  }
  const composed = composedPages(sections(), limits);
  return {
    ...composed,
    tables,
    mimeType: 'application/epub+zip',
    metadata: { page_count: chapters.length, ...metadataOf(at(root, 'metadata')) },
    notes: [
      ...composed.notes,
      ...(hidden > 0 ? [`${hidden} hidden parts of the book were left out.`] : []),
      ...restNote(selection, wanted, chapters.length, 'chapters'),
    ],
  };
};

function xmlPart(zip: Zip, name: string): XmlNode | undefined {
  const content = zip.bytes(name);
  return content === undefined ? undefined : parseXml(content, name);
}

/** The spine names entries of the manifest; a book without one is read in the order of its files' names. */
function chaptersOf(zip: Zip, root: XmlNode | undefined, packageName: string): readonly string[] {
  const files = new Map(
    all(at(root, 'manifest'), 'item').map((item) => [
      attribute(item, 'id') ?? '',
      partName(packageName, decoded(attribute(item, 'href') ?? '')),
    ]),
  );
  const spine = all(at(root, 'spine'), 'itemref')
    .map((item) => files.get(attribute(item, 'idref') ?? '') ?? '')
    .filter((name) => zip.has(name) && !/\.(?:svg|jpe?g|png|gif|webp)$/iu.test(name));
  if (spine.length > 0) return spine;
  return zip.names
    .filter((name) => CHAPTER.test(name))
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

/** Encrypted fonts are common and harmless; encrypted chapters are a lock. */
function refuseEncrypted(zip: Zip, chapters: readonly string[]): void {
  const encryption = xmlPart(zip, 'META-INF/encryption.xml');
  const locked = new Set(
    [...within(encryption, 'CipherReference')].map((node) => decoded(attribute(node, 'URI') ?? '')),
  );
  if (!chapters.some((name) => locked.has(name))) return;
  throw new ProviderError('unsupported', {
    message: 'The e-book is encrypted (digital rights management).',
    hint: 'Parse a copy that is free of it.',
  });
}

/** A chapter is XHTML: there, an element that holds nothing may end itself, which HTML reads as open. */
function chapter(bytes: Uint8Array): ReturnType<typeof htmlToMarkdown> {
  const { text } = decodeText(bytes, declaredCharset('', bytes));
  const html = text
    .replace(/^\s*<\?xml[^>]{0,200}\?>/u, '')
    .replaceAll(
      /<(?!(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr)\b)([a-z][a-z0-9:]*)((?:\s[^<>]{0,2000})?)\/>/giu,
      '<$1$2></$1>',
    );
  return htmlToMarkdown(html);
}

const METADATA: ReadonlyMap<string, string> = new Map(
  Object.entries({
    title: 'title',
    creator: 'author',
    language: 'language',
    publisher: 'publisher',
    date: 'created',
    description: 'description',
  }),
);

function metadataOf(node: XmlNode | undefined): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const element of elements(node)) {
    const key = METADATA.get(element.name);
    const value = textOf(element).replaceAll(/\s+/gu, ' ').trim().slice(0, 500);
    if (key !== undefined && value !== '') found[key] ??= value;
  }
  return found;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
