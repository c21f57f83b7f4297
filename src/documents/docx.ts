import { type Block, cellText, composed } from './compose.ts';
import { blocksOf, noteBlocks, type Reader } from './docx-body.ts';
import { readNumbering } from './docx-numbering.ts';
import { readStyles } from './docx-styles.ts';
import { type OfficeFile, officeMetadata, openOffice, type Relations, related } from './ooxml.ts';
import { type FormatParser, type ParseJob, type PartParser, pagelessNote } from './parsed.ts';
import { all, at, attribute, prefixed, within, type XmlNode } from './xml.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * A Word document: page headers, body, notes, page footers, and comments apart from all that.
 * Deleted text is left out, inserted text is read.
 */
export const parseDocx: FormatParser = async (job, parsePart) => {
  const office = openOffice(job.bytes, 'word/document.xml');
  const relations = office.relations(office.main);
  const linkedPart = (kind: string) => office.part(related(relations, kind));
  const root = office.part(office.main);
  const reader: Reader = {
    office,
    chunks: await chunksOf(relations, job, office, parsePart),
    styleOf: readStyles(linkedPart('styles')),
    numbering: readNumbering(linkedPart('numbering')),
    aside: { relations, drawings: [], hidden: 0 },
  };
  const body = blocksOf(at(root, 'body'), reader);
  const { text, tables, pages, notes } = composed(
    [
      ...marginBlocks(root, 'headerReference', reader),
      ...body,
      ...noteBlocks(linkedPart('footnotes'), 'footnote', '', reader),
      ...noteBlocks(linkedPart('endnotes'), 'endnote', 'e', reader),
      ...marginBlocks(root, 'footerReference', reader),
      ...commentBlocks(linkedPart('comments'), reader),
    ],
    job.limits,
  );
  const { hidden } = reader.aside;
  return {
    text,
    mimeType: TYPE,
    pages,
    tables,
    metadata: officeMetadata(office),
    notes: [
      ...notes,
      ...(text === '' && office.zip.names.some((name) => name.startsWith('word/media/'))
        ? ['The document has no text: its pictures would have to be read by OCR.']
        : []),
      ...(hidden > 0 ? [`${hidden} hidden parts of the document were left out.`] : []),
      ...pagelessNote(job),
    ],
  };
};

/** Documents of other kinds that stand in this one, by their names: programs that write Word from web pages leave it to Word to read them. */
async function chunksOf(
  relations: Relations,
  job: ParseJob,
  { zip }: OfficeFile,
  parsePart: PartParser,
): Promise<ReadonlyMap<string, string>> {
  const chunks = new Map<string, string>();
  for (const { kind, target, isExternal } of relations.values()) {
    const bytes = kind === 'aFChunk' && !isExternal ? zip.bytes(target) : undefined;
    if (bytes === undefined) continue;
    const parsed = await parsePart({ ...job, bytes, mimeType: '', name: target, pages: undefined }).catch(
      () => undefined,
    );
    chunks.set(target, parsed?.text ?? '');
  }
  return chunks;
}

/** The headers or footers of all sections, each text once. */
function marginBlocks(root: XmlNode | undefined, name: string, reader: Reader): readonly Block[] {
  const parts = new Set(
    [...within(root, name)].map((node) => reader.aside.relations.get(prefixed(node, 'id') ?? '')?.target),
  );
  const seen = new Set<string>();
  return [...parts].flatMap((part) => {
    const blocks = blocksOf(rootOf(part, reader), partReader(part, reader));
    const text = cellText(blocks);
    // A page number alone says nothing.
    if (/^[\s\d/|–-]*$/u.test(text) || seen.has(text)) return [];
    seen.add(text);
    return blocks;
  });
}

const rootOf = (part: string | undefined, reader: Reader): XmlNode | undefined => reader.office.part(part);

/** Links in a part are looked up in that part's own relations. */
function partReader(part: string | undefined, reader: Reader): Reader {
  const relations: Relations = part === undefined ? new Map() : reader.office.relations(part);
  return { ...reader, aside: { relations, drawings: [], hidden: 0 } };
}

function commentBlocks(root: XmlNode | undefined, reader: Reader): readonly Block[] {
  const comments = all(root, 'comment').flatMap((node) => {
    const text = cellText(blocksOf(node, reader));
    const said = [attribute(node, 'author'), attribute(node, 'date')?.slice(0, 10)].filter(Boolean).join(', ');
    return text === '' ? [] : [`- ${said === '' ? '' : `${said}: `}${text}`];
  });
  return comments.length === 0 ? [] : [`Comments:\n\n${comments.join('\n')}`];
}
