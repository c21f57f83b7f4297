import { type Block, cellText, innerTables, linked } from './compose.ts';
import { createGrid } from './grid.ts';
import { formulaIn, objectBlocks } from './odf-object.ts';
import { type OdfStyles, readOdfStyles } from './odf-styles.ts';
import { all, at, attribute, elements, textOf, whole, type XmlNode } from './xml.ts';

export type OdfReader = {
  readonly styles: OdfStyles;
  /** Frames that are met in a paragraph: they follow it. */
  readonly frames: XmlNode[];
  readonly notes: string[];
  readonly comments: string[];
  /** The root of another part of the file. */
  readonly part: (name: string) => XmlNode | undefined;
  /** How far each list style has counted: a list may go on after other text. */
  readonly counts: Map<string, number>;
  /** The notes and comments met since the last time. */
  takeAsides(): readonly Block[];
};

export function openReader(roots: readonly (XmlNode | undefined)[], part: OdfReader['part']): OdfReader {
  const [notes, comments]: [string[], string[]] = [[], []];
  return {
    styles: readOdfStyles(roots),
    frames: [],
    part,
    notes,
    comments,
    counts: new Map(),
    takeAsides() {
      const said = comments.splice(0);
      return [...notes.splice(0), ...(said.length > 0 ? [`Comments:\n\n${said.join('\n')}`] : [])];
    },
  };
}

/** Elements with content that is nobody's to read: what was deleted, declarations, fields' definitions. */
const LEFT_OUT = new Set(['tracked-changes', 'forms', 'sequence-decls', 'variable-decls', 'user-field-decls', 'notes']);
const TEXTLESS = new Set(['ruby-text', 'annotation-end', 'desc', 'title', 'object', 'object-ole', 'plugin']);
const MAX_REPEATED = 1_000;

/** Paragraphs, headings, lists and tables below an element, in reading order. */
export function odfBlocks(node: XmlNode | undefined, reader: OdfReader): readonly Block[] {
  return elements(node).flatMap((child): readonly Block[] => {
    if (LEFT_OUT.has(child.name)) return [];
    switch (child.name) {
      case 'h':
      case 'p':
        return [paragraph(child, reader), ...frames(reader)].filter((block) => block !== '');
      case 'list': {
        const lines = listLines(child, reader, 1, undefined);
        return [lines.join('\n'), ...frames(reader)].filter((block) => block !== '');
      }
      case 'table':
        return table(child, reader);
      case 'frame':
        return frame(child, reader);
      case 'annotation':
        reader.comments.push(comment(child, reader));
        return [];
      default:
        return odfBlocks(child, reader);
    }
  });
}

function paragraph(node: XmlNode, reader: OdfReader): string {
  const text = odfText(node, reader).trim();
  const outline = node.name === 'h' ? (whole(node, 'outline-level') ?? 1) : undefined;
  const level = outline ?? reader.styles.heading(attribute(node, 'style-name'));
  if (level === undefined || text === '') return text;
  const isCounted = outline !== undefined && attribute(node, 'is-list-header') !== 'true';
  const number = isCounted ? reader.styles.headingNumber(outline) : '';
  return `${hashes(level)} ${number === '' ? '' : `${number} `}${text.replaceAll('\n', ' ')}`;
}

const hashes = (level: number): string => '#'.repeat(Math.max(1, Math.min(6, level)));

/** The text of a paragraph. White space is one space unless an element says otherwise. */
export function odfText(node: XmlNode, reader: OdfReader): string {
  return node.children
    .map((child) => {
      if (typeof child === 'string') return child.replaceAll(/\s+/gu, ' ');
      if (TEXTLESS.has(child.name)) return '';
      switch (child.name) {
        case 's':
          return ' '.repeat(whole(child, 'c', MAX_REPEATED) ?? 1);
        case 'tab':
          return '\t';
        case 'line-break':
          return '\n';
        case 'a':
          return linked(odfText(child, reader), attribute(child, 'href') ?? '');
        case 'note': {
          const sign = textOf(at(child, 'note-citation')).trim();
          reader.notes.push(`[^${sign}]: ${cellText(odfBlocks(at(child, 'note-body'), reader))}`);
          return `[^${sign}]`;
        }
        case 'annotation':
          reader.comments.push(comment(child, reader));
          return '';
        case 'frame':
        case 'custom-shape': {
          const formula = formulaIn(child, reader);
          if (formula === undefined) reader.frames.push(child);
          return formula ?? '';
        }
        default:
          return odfText(child, reader);
      }
    })
    .join('');
}

function comment(node: XmlNode, reader: OdfReader): string {
  const said = [textOf(at(node, 'creator')), textOf(at(node, 'date')).slice(0, 10)].filter(Boolean).join(', ');
  const text = cellText(all(node, 'p').map((child) => odfText(child, reader)));
  return `- ${said === '' ? '' : `${said}: `}${text}`;
}

/** Frames that stood in the paragraph before: text boxes, pictures with a description. */
const frames = (reader: OdfReader): readonly Block[] => reader.frames.splice(0).flatMap((node) => frame(node, reader));

export function frame(node: XmlNode, reader: OdfReader): readonly Block[] {
  const written = odfBlocks(node.name === 'custom-shape' ? node : { ...node, children: withoutWords(node) }, reader);
  const inner = [...written, ...objectBlocks(node, reader)];
  const description = (textOf(at(node, 'desc')) || textOf(at(node, 'title'))).replaceAll(/\s+/gu, ' ').trim();
  return description === '' || inner.length > 0 ? inner : [`[Image: ${description}]`];
}

const withoutWords = (node: XmlNode): readonly XmlNode[] => elements(node).filter(({ name }) => !TEXTLESS.has(name));

function listLines(list: XmlNode, reader: OdfReader, level: number, inherited: string | undefined): readonly string[] {
  const style = attribute(list, 'style-name') ?? inherited;
  const goesOn = attribute(list, 'continue-numbering') === 'true' || attribute(list, 'continue-list') !== undefined;
  const before = goesOn && level === 1 ? reader.counts.get(style ?? '') : undefined;
  let count = before ?? reader.styles.start(style, level) - 1;
  const lines = elements(list).flatMap((item) => {
    const own = whole(item, 'start-value') ?? count + 1;
    let label = item.name === 'list-item' ? reader.styles.label(style, level, own) : '';
    return elements(item).flatMap((child) => {
      if (child.name === 'list') return listLines(child, reader, level + 1, style);
      const line = itemLine(child, reader, level, label);
      if (line === '') return [];
      if (label !== '') count = own;
      // Only the first paragraph of an item carries its sign.
      label = '';
      return [line];
    });
  });
  if (level === 1) reader.counts.set(style ?? '', count);
  return lines;
}

/** Headings that are numbered may stand in a list of their own. */
function itemLine(node: XmlNode, reader: OdfReader, level: number, label: string): string {
  const isHeading = node.name === 'h';
  const text = cellText(isHeading || node.name === 'p' ? [odfText(node, reader)] : odfBlocks(node, reader));
  if (text === '') return '';
  if (isHeading) {
    const number = label === '' || label === '-' ? '' : `${label} `;
    return `${hashes(whole(node, 'outline-level') ?? 1)} ${number}${text}`;
  }
  return `${'   '.repeat(Math.min(level - 1, 8))}${label === '' ? ' ' : label} ${text}`;
}

/** A table, and after it the tables in its cells, whose text also stands in the cell. */
function table(node: XmlNode, reader: OdfReader): readonly Block[] {
  const grid = createGrid();
  const inner: Block[] = [];
  for (const row of odfRows(node)) {
    grid.startRow();
    for (const cell of all(row, 'table-cell')) {
      const blocks = odfBlocks(cell, reader);
      inner.push(...innerTables(blocks));
      const repeated = whole(cell, 'number-columns-repeated', MAX_REPEATED) ?? 1;
      const [width, height] = ['number-columns-spanned', 'number-rows-spanned'].map((name) => whole(cell, name));
      for (let times = 0; times < repeated; times++) grid.add(cellText(blocks), width, height);
    }
  }
  return [{ rows: grid.rows() }, ...inner];
}

/** Rows may be grouped as heads, and for folding. */
export const odfRows = (node: XmlNode): readonly XmlNode[] =>
  elements(node).flatMap((child) => {
    if (child.name === 'table-row') return [child];
    return /^table-(?:header-rows|rows|row-group)$/u.test(child.name) ? odfRows(child) : [];
  });
