import { type Block, composedPages, type Section } from './compose.ts';
import { drawingBlocks, drawingText } from './drawing.ts';
import { type OfficeFile, officeMetadata, openOffice, type Relations, related } from './ooxml.ts';
import { restNote, selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { sheetBlocks } from './sheet.ts';
import { readSheet, readStrings } from './xlsx-cells.ts';
import { readFormats, type Shown } from './xlsx-format.ts';
import { all, at, attribute, prefixed, textOf, within } from './xml.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

type Sheet = { readonly name: string; readonly part: string | undefined; readonly isHidden: boolean };

/** An Excel workbook: each sheet is a page, with its values as they are shown, its comments, text boxes and charts. */
export const parseXlsx: FormatParser = ({ bytes, pages: selection, limits }) => {
  const office = openOffice(bytes, 'xl/workbook.xml');
  const targets = office.relations(office.main);
  const workbook = office.part(office.main);
  const sheets = sheetsOf(office, targets);
  const wanted = sheets.length === 0 ? [] : selectPages(selection, sheets.length, limits.maxPages);
  const is1904 = /^(?:1|true)$/u.test(attribute(at(workbook, 'workbookPr'), 'date1904') ?? '');
  const formats = readFormats(office.part(related(targets, 'styles')), is1904);
  const stringsPart = related(targets, 'sharedStrings') ?? 'xl/sharedStrings.xml';
  const strings = readStrings(office.zip.bytes(stringsPart), stringsPart);
  const notes: string[] = [];
  function* sections(): Generator<Section> {
    for (const page of wanted) {
      const sheet = sheets[page - 1];
      if (sheet === undefined) continue;
      if (sheet.isHidden) notes.push(`Sheet ${page} ("${sheet.name.slice(0, 80)}") is hidden in the workbook.`);
      yield { page, blocks: blocksOf(sheet, office, { strings, formats, maxCharacters: limits.maxCharacters, notes }) };
    }
  }
  const composed = composedPages(sections(), limits);
  return {
    ...composed,
    mimeType: TYPE,
    metadata: {
      page_count: sheets.length,
      sheets: sheets
        .map(({ name }) => name)
        .join(', ')
        .slice(0, 500),
      ...officeMetadata(office),
    },
    notes: [...composed.notes, ...notes, ...restNote(selection, wanted, sheets.length, 'sheets')],
  };
};

/** The sheets in the order of their tabs; where the relations are missing, in the order of their numbers. */
function sheetsOf({ main, part, zip }: OfficeFile, targets: Relations): readonly Sheet[] {
  const numbered = zip.names
    .filter((name) => /^xl\/worksheets\/[^/]+\.xml$/u.test(name))
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
  return all(at(part(main), 'sheets'), 'sheet').map((node, index) => ({
    name: attribute(node, 'name') ?? '',
    part: targets.size > 0 ? targets.get(prefixed(node, 'id') ?? '')?.target : numbered[index],
    isHidden: (attribute(node, 'state') ?? 'visible') !== 'visible',
  }));
}

type Context = {
  readonly strings: readonly string[];
  readonly formats: Shown;
  readonly maxCharacters: number;
  readonly notes: string[];
};

function blocksOf({ name, part }: Sheet, office: OfficeFile, context: Context): readonly Block[] {
  const content = part === undefined ? undefined : office.zip.bytes(part);
  if (part === undefined || content === undefined) return [`## ${name}`];
  const { cells, isCut } = readSheet(content, part, context);
  if (isCut) context.notes.push(`Sheet "${name.slice(0, 80)}" was cut: it is larger than what is read of a document.`);
  const relations = office.relations(part);
  return [`## ${name}`, ...sheetBlocks(cells), ...drawn(office, relations), ...commentBlocks(office, relations)];
}

function drawn(office: OfficeFile, relations: Relations): readonly Block[] {
  const part = related(relations, 'drawing');
  const root = office.part(part);
  if (part === undefined || root === undefined) return [];
  const boxes = [...within(root, 'txBody')].map((body) => drawingText(body).join('\n'));
  return [...boxes, ...drawingBlocks(root, office, office.relations(part))];
}

/** Comments of today's kind where there are any: the old kind then only repeats them. */
function commentBlocks(office: OfficeFile, relations: Relations): readonly Block[] {
  const threaded = [...within(office.part(related(relations, 'threadedComment')), 'threadedComment')];
  const comments = threaded.length > 0 ? threaded : [...within(office.part(related(relations, 'comments')), 'comment')];
  const lines = comments.map((comment) => {
    const text = textOf(at(comment, 'text')).replaceAll(/\s+/gu, ' ').trim();
    return `- ${attribute(comment, 'ref')}: ${text}`;
  });
  return lines.length === 0 ? [] : [`Comments:\n\n${lines.join('\n')}`];
}
