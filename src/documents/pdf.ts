import { createOcrSession } from './ocr-session.ts';
import { selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { assembled, lettersOf, type PageBlocks } from './pdf-assemble.ts';
import { pdfDetails } from './pdf-details.ts';
import { openPdf } from './pdf-open.ts';
import { readPage } from './pdf-page.ts';
import { createPageRenderer } from './pdf-scan.ts';

/** What is drawn on a page takes as long to read as its text. Books of more pages have few surprises left. */
const THOROUGH_PAGES = 400;
const MAX_LINKS = 100;

/** A PDF, page by page: its text layer in reading order, and by OCR where it has none. */
export const parsePdf: FormatParser = async ({ bytes, pages: selection, limits, ocr, modelFolders, askForTime }) => {
  const pdf = await openPdf(bytes);
  const numbers = selectPages(selection, pdf.numPages, limits.maxPages);
  const scans = createOcrSession({ ocr, modelFolders, limits, askForTime });
  const renderer = createPageRenderer(bytes);
  const read: PageBlocks[] = [];
  const found = {
    blank: [] as number[],
    hidden: [] as number[],
    unseen: [] as number[],
    garbled: [] as number[],
    damaged: [] as number[],
  };
  const links = new Set<string>();
  const notes: string[] = [];
  let letters = 0;
  for (const page of numbers) {
    const reading = await pdf
      .getPage(page)
      .then(async (loaded) => {
        const result = await readPage(loaded, read.length < THOROUGH_PAGES);
        loaded.cleanup();
        return result;
      })
      .catch(() => undefined);
    if (reading === undefined) found.damaged.push(page);
    const scanned =
      reading !== undefined && (reading.isPicture || scans.isForced)
        ? await scans
            .read(page, () => renderer.render(page, reading.pixelsPerPoint))
            .catch(() => {
              // One page that cannot be drawn is no reason to lose the others.
              found.damaged.push(page);
              return undefined;
            })
        : undefined;
    const blocks = scanned?.blocks ?? (reading?.isGarbled ? [] : (reading?.blocks ?? []));
    if (scanned === undefined && reading?.hasHiddenText) found.hidden.push(page);
    if (reading?.hasUnseenText) found.unseen.push(page);
    if (scanned === undefined && reading?.isGarbled) found.garbled.push(page);
    if (blocks.length === 0 && !found.damaged.includes(page) && !scans.isUnread(page)) found.blank.push(page);
    for (const link of reading?.links ?? []) if (links.size < MAX_LINKS) links.add(link);
    letters += lettersOf(blocks);
    if (letters > limits.maxCharacters) {
      notes.push(`Cut before page ${page}: more than ${limits.maxCharacters} characters.`);
      break;
    }
    read.push({ page, blocks });
  }
  await scans.close();
  if (selection === undefined && pdf.numPages > numbers.length)
    notes.push(`Only the first ${numbers.length} of ${pdf.numPages} pages were parsed.`);
  if (found.hidden.length > 0) {
    notes.push(
      `Text that is not visible is included (${listed(found.hidden)}): the layer over a scan, or words hidden from readers.`,
    );
  }
  if (found.unseen.length > 0)
    notes.push(`Text outside of the page or too small to be seen was left out (${listed(found.unseen)}).`);
  if (found.garbled.length > 0)
    notes.push(`Letters that the file does not explain were left out (${listed(found.garbled)}).`);
  if (found.damaged.length > 0) notes.push(`Damaged and not read: ${listed(found.damaged)}.`);
  if (found.blank.length > 0)
    notes.push(`No text on ${listed(found.blank)} (${found.blank.length} of ${numbers.length} pages).`);
  return {
    ...assembled(read),
    mimeType: 'application/pdf',
    metadata: {
      page_count: pdf.numPages,
      ...(await pdfDetails(pdf)),
      ...(links.size === 0 ? {} : { links: [...links].join('\n') }),
      ...scans.metadata(),
    },
    notes: [...notes, ...scans.notes()],
  };
};

const listed = (pages: readonly number[]): string =>
  `page ${pages.slice(0, 20).join(', ')}${pages.length > 20 ? ', …' : ''}`;
