import { type Block, composedPages, type Section } from './compose.ts';
import { drawingText } from './drawing.ts';
import { type OfficeFile, officeMetadata, openOffice, related } from './ooxml.ts';
import { restNote, selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { slideBlocks } from './pptx-slide.ts';
import { all, at, attribute, prefixed, textOf, within } from './xml.ts';

const TYPE = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

/** A PowerPoint file: each slide is a page, with its title first, its tables, its speaker's notes and its comments. */
export const parsePptx: FormatParser = ({ bytes, pages: selection, limits }) => {
  const office = openOffice(bytes, 'ppt/presentation.xml');
  const slides = slidesOf(office);
  const wanted = slides.length === 0 ? [] : selectPages(selection, slides.length, limits.maxPages);
  const hidden: number[] = [];
  const footers = new Set<string>();
  function* sections(): Generator<Section> {
    for (const page of wanted) {
      const { blocks, isHidden } = slide(office, slides[page - 1], footers);
      if (isHidden) hidden.push(page);
      yield { page, blocks };
    }
  }
  const { notes, ...composed } = composedPages(sections(), limits);
  const blank = composed.pages.filter(({ start, end }) => start === end).map(({ page }) => page);
  return {
    ...composed,
    mimeType: TYPE,
    metadata: { page_count: slides.length, ...officeMetadata(office) },
    notes: [
      ...notes,
      ...(hidden.length > 0
        ? [`Slides that are hidden in the show are included: ${hidden.slice(0, 20).join(', ')}.`]
        : []),
      ...(blank.length > 0 ? [`No text on slides ${blank.slice(0, 20).join(', ')}: they are blank or pictures.`] : []),
      ...restNote(selection, wanted, slides.length, 'slides'),
    ],
  };
};

/** The slides in the order of the show; where the list is missing, in the order of their numbers. */
function slidesOf({ main, part, relations, zip }: OfficeFile): readonly string[] {
  const targets = relations(main);
  const listed = all(at(part(main), 'sldIdLst'), 'sldId').map(
    (node) => targets.get(prefixed(node, 'id') ?? '')?.target ?? '',
  );
  if (targets.size > 0) return listed;
  return zip.names
    .filter((name) => /^ppt\/slides\/slide\d+\.xml$/u.test(name))
    .sort((left, right) => left.localeCompare(right, 'en', { numeric: true }));
}

function slide(
  office: OfficeFile,
  name: string | undefined,
  footers: Set<string>,
): { blocks: readonly Block[]; isHidden: boolean } {
  const root = office.part(name);
  if (name === undefined || root === undefined) return { blocks: [], isHidden: false };
  const relations = office.relations(name);
  const notes = at(office.part(related(relations, 'notesSlide')), 'cSld', 'spTree');
  const spoken = all(notes, 'sp')
    .filter((shape) => attribute(at(shape, 'nvSpPr', 'nvPr', 'ph'), 'type') === 'body')
    .flatMap(drawingText);
  const comments = [...relations.values()]
    .filter(({ kind }) => kind === 'comments')
    .flatMap(({ target }) => [...within(office.part(target), 'cm')])
    .map((comment) => textOf(at(comment, 'text')).trim() || drawingText(at(comment, 'txBody')).join(' '));
  return {
    blocks: [
      ...slideBlocks(root, office, relations, footers),
      ...(spoken.length > 0 ? [`Notes: ${spoken.join('\n')}`] : []),
      ...(comments.length > 0 ? [`Comments:\n\n${comments.map((text) => `- ${text}`).join('\n')}`] : []),
    ],
    isHidden: attribute(root, 'show') === '0' || attribute(root, 'show') === 'false',
  };
}
