import { strToU8, zipSync } from 'fflate';
import type { ParsedDocument } from '../../src/core/document.ts';
import { parseDocument } from '../../src/documents/parse.ts';

export type Parts = Readonly<Record<string, string | Uint8Array>>;

/** An archive of text and binary files. */
export const zipOf = (parts: Parts): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [name, typeof part === 'string' ? strToU8(part) : part]),
    ),
  );

/** Parses in this thread, without the worker's time limit. */
export const parsed = (bytes: Uint8Array | string, name = '', pages?: string): Promise<ParsedDocument> =>
  parseDocument({
    bytes: typeof bytes === 'string' ? Buffer.from(bytes) : bytes,
    mimeType: '',
    name,
    pages,
    limits: { maxCharacters: 1_000_000, maxPages: 100, ocrMs: 60_000 },
  });

const TRANSITIONAL = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const STRICT = 'http://purl.oclc.org/ooxml/officeDocument/relationships';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const STRICT_WORD = 'http://purl.oclc.org/ooxml/wordprocessingml/main';

/** `{ rId1: ['slide', 'slides/slide1.xml'] }`; a target with a scheme is outside of the file. */
export const relations = (entries: Readonly<Record<string, readonly [string, string]>>, isStrict = false): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.entries(entries)
    .map(
      ([id, [kind, target]]) =>
        `<Relationship Id="${id}" Type="${isStrict ? STRICT : TRANSITIONAL}/${kind}" Target="${target}"${/^\w+:/u.test(target) ? ' TargetMode="External"' : ''}/>`,
    )
    .join('')}</Relationships>`;

const namespaces = (isStrict: boolean): string =>
  `xmlns:w="${isStrict ? STRICT_WORD : WORD}" xmlns:r="${isStrict ? STRICT : TRANSITIONAL}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"`;

/** A Word file of this body; other parts by their name in `word/`, without the ending. */
export function docx(body: string, parts: Readonly<Record<string, string>> = {}, isStrict = false): Uint8Array {
  const wrap = (name: string, content: string) => `<w:${name} ${namespaces(isStrict)}>${content}</w:${name}>`;
  const roots: Readonly<Record<string, string>> = { header1: 'hdr', footer1: 'ftr' };
  const kinds: Readonly<Record<string, string>> = { header1: 'header', footer1: 'footer' };
  return zipOf({
    '_rels/.rels': relations({ rId1: ['officeDocument', 'word/document.xml'] }, isStrict),
    'word/document.xml': wrap('document', `<w:body>${body}</w:body>`),
    'word/_rels/document.xml.rels': relations(
      Object.fromEntries([
        ...Object.keys(parts).map((name) => [name, [kinds[name] ?? name, `${name}.xml`] as const] as const),
        ['link1', ['hyperlink', 'https://example.com/page'] as const],
      ]),
      isStrict,
    ),
    ...Object.fromEntries(
      Object.entries(parts).map(([name, content]) => [`word/${name}.xml`, wrap(roots[name] ?? name, content)]),
    ),
  });
}

/** A Word paragraph. */
export const paragraph = (text: string, properties = ''): string =>
  `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;

/** An Excel file of these sheets, each the inside of a `worksheet` element. */
export function xlsx(sheets: Readonly<Record<string, string>>, parts: Parts = {}): Uint8Array {
  const names = Object.keys(sheets);
  return zipOf({
    '_rels/.rels': relations({ rId1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `<workbook xmlns:r="${TRANSITIONAL}"><sheets>${names
      .map((name, index) => `<sheet name="${name}" sheetId="${index + 1}" r:id="s${index + 1}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations({
      ...Object.fromEntries(
        names.map((_, index) => [`s${index + 1}`, ['worksheet', `worksheets/sheet${index + 1}.xml`] as const]),
      ),
      styles: ['styles', 'styles.xml'],
      strings: ['sharedStrings', 'sharedStrings.xml'],
    }),
    ...Object.fromEntries(
      names.map((name, index) => [`xl/worksheets/sheet${index + 1}.xml`, `<worksheet>${sheets[name]}</worksheet>`]),
    ),
    ...parts,
  });
}

/** A PowerPoint file of these slides, each the inside of a `spTree`. */
export function pptx(slides: readonly string[], parts: Parts = {}): Uint8Array {
  const numbers = slides.map((_, index) => index + 1);
  const tree = (content: string) =>
    `<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="${TRANSITIONAL}"><p:cSld><p:spTree>${content}</p:spTree></p:cSld></p:sld>`;
  return zipOf({
    '_rels/.rels': relations({ rId1: ['officeDocument', 'ppt/presentation.xml'] }),
    'ppt/presentation.xml': `<p:presentation xmlns:p="p" xmlns:r="${TRANSITIONAL}"><p:sldIdLst>${numbers
      .map((number) => `<p:sldId id="${255 + number}" r:id="s${number}"/>`)
      .join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      Object.fromEntries(numbers.map((number) => [`s${number}`, ['slide', `slides/slide${number}.xml`] as const])),
    ),
    ...Object.fromEntries(slides.map((slide, index) => [`ppt/slides/slide${index + 1}.xml`, tree(slide)])),
    ...parts,
  });
}

/** A shape of a slide with one paragraph a line, at a place in centimetres. */
export const shape = (text: string, { x = 0, y = 0, width = 5, height = 1, kind = '' } = {}): string =>
  `<p:sp><p:nvSpPr><p:nvPr>${kind === '' ? '' : `<p:ph type="${kind}"/>`}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="${x * 360_000}" y="${y * 360_000}"/><a:ext cx="${width * 360_000}" cy="${height * 360_000}"/></a:xfrm></p:spPr><p:txBody>${text
    .split('\n')
    .map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`)
    .join('')}</p:txBody></p:sp>`;

/** An OpenDocument file whose body is this, with these automatic styles. */
export const odf = (kind: string, body: string, { styles = '', parts = {} as Parts } = {}): Uint8Array =>
  zipOf({
    mimetype: `application/vnd.oasis.opendocument.${kind}`,
    'content.xml': `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="ta" xmlns:draw="d" xmlns:svg="s" xmlns:presentation="p" xmlns:style="st" xmlns:xlink="x" xmlns:dc="dc"><office:automatic-styles>${styles}</office:automatic-styles><office:body>${body}</office:body></office:document-content>`,
    ...parts,
  });

/** An e-book of these chapters in the order of their reading. */
export const epub = (chapters: Readonly<Record<string, string>>, parts: Parts = {}): Uint8Array =>
  zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
    'OEBPS/book.opf': `<package xmlns:dc="dc"><metadata><dc:title>The Book</dc:title><dc:creator>A. Writer</dc:creator></metadata><manifest>${Object.keys(
      chapters,
    )
      .toSorted()
      .map((name) => `<item id="${name.slice(0, 2)}" href="${encodeURIComponent(name)}"/>`)
      .join('')}</manifest><spine>${Object.keys(chapters)
      .map((name) => `<itemref idref="${name.slice(0, 2)}"/>`)
      .join('')}</spine></package>`,
    ...Object.fromEntries(
      Object.entries(chapters).map(([name, body]) => [
        `OEBPS/${name}`,
        `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><link href="a.css"/></head><body>${body}</body></html>`,
      ]),
    ),
    ...parts,
  });
