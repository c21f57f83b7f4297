import { ProviderError } from '../core/errors.ts';
import { type Block, cellText, composed, composedPages, type Section } from './compose.ts';
import { odfSheet } from './odf-sheet.ts';
import { odfSlide } from './odf-slide.ts';
import { type OdfReader, odfBlocks, openReader } from './odf-text.ts';
import { restNote, selectPages } from './pages.ts';
import { type FormatParser, type ParseJob, pagelessNote } from './parsed.ts';
import { sheetBlocks } from './sheet.ts';
import { all, at, attribute, elements, parseXml, textOf, within, type XmlNode } from './xml.ts';
import { openZip, type Zip } from './zip.ts';

const TYPE = 'application/vnd.oasis.opendocument.';

/** An OpenDocument text, spreadsheet (each sheet a page) or presentation (each slide a page). */
export const parseOdf: FormatParser = (job) => {
  const zip = openZip(job.bytes);
  refuseEncrypted(part(zip, 'META-INF/manifest.xml'));
  const content = part(zip, 'content.xml');
  const styles = part(zip, 'styles.xml');
  const body = elements(at(content, 'body'))[0];
  const metadata = metadataOf(part(zip, 'meta.xml'));
  const reader = openReader([content, styles], (name) => part(zip, name));
  if (body?.name === 'spreadsheet') {
    const sheets = all(body, 'table');
    const paged = pagesOf(job, 'sheets', sheets, (sheet) => {
      const blocks = sheetBlocks(odfSheet(sheet, reader));
      const drawn = odfBlocks(at(sheet, 'shapes'), reader);
      return [`## ${attribute(sheet, 'name') ?? ''}`, ...blocks, ...drawn, ...reader.takeAsides()];
    });
    return { ...paged, mimeType: `${TYPE}spreadsheet`, metadata: { page_count: sheets.length, ...metadata } };
  }
  if (body?.name === 'presentation') {
    const slides = all(body, 'page');
    const paged = pagesOf(job, 'slides', slides, (slide) => [...odfSlide(slide, reader), ...reader.takeAsides()]);
    return { ...paged, mimeType: `${TYPE}presentation`, metadata: { page_count: slides.length, ...metadata } };
  }
  const blocks = [
    ...margins(styles, 'header', reader),
    ...odfBlocks(body, reader),
    ...reader.takeAsides(),
    ...margins(styles, 'footer', reader),
  ];
  const text = composed(blocks, job.limits);
  return { ...text, mimeType: `${TYPE}text`, metadata, notes: [...text.notes, ...pagelessNote(job)] };
};

const part = (zip: Zip, name: string): XmlNode | undefined => {
  const bytes = zip.bytes(name);
  return bytes === undefined ? undefined : parseXml(bytes, name);
};

function pagesOf(
  { pages, limits }: ParseJob,
  noun: string,
  nodes: readonly XmlNode[],
  read: (node: XmlNode) => readonly Block[],
) {
  const wanted = nodes.length === 0 ? [] : selectPages(pages, nodes.length, limits.maxPages);
  function* sections(): Generator<Section> {
    for (const page of wanted) {
      const node = nodes[page - 1];
      if (node !== undefined) yield { page, blocks: read(node) };
    }
  }
  const composed = composedPages(sections(), limits);
  return { ...composed, notes: [...composed.notes, ...restNote(pages, wanted, nodes.length, noun)] };
}

/** The headers or footers of the pages, each text once. */
function margins(styles: XmlNode | undefined, name: string, reader: OdfReader): readonly Block[] {
  const seen = new Set<string>();
  return all(at(styles, 'master-styles'), 'master-page').flatMap((master) =>
    [name, `${name}-first`, `${name}-left`].flatMap((place) => {
      const blocks = odfBlocks(at(master, place), reader);
      const text = cellText(blocks);
      if (/^[\s\d/|–-]*$/u.test(text) || seen.has(text)) return [];
      seen.add(text);
      return blocks;
    }),
  );
}

function refuseEncrypted(manifest: XmlNode | undefined): void {
  if (within(manifest, 'encryption-data').next().done) return;
  throw new ProviderError('unsupported', {
    message: 'The document is encrypted.',
    hint: 'Open it with its password, save a copy without one and parse that.',
  });
}

const PROPERTIES: Readonly<Record<string, string>> = {
  title: 'title',
  'initial-creator': 'author',
  creator: 'author',
  subject: 'subject',
  description: 'description',
  'creation-date': 'created',
  date: 'modified',
};

function metadataOf(root: XmlNode | undefined): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, key] of Object.entries(PROPERTIES)) {
    const value = textOf(at(root, 'meta', name)).trim();
    if (value !== '') found[key] ??= value.slice(0, 500);
  }
  return found;
}
