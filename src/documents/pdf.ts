import { getDocumentProxy } from 'unpdf';
import type { ParsedDocument } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { hasHiddenText } from './pdf-hidden.ts';
import { type PlacedText, pageText } from './pdf-lines.ts';

const OPTIONS = { isEvalSupported: false, verbosity: 0, stopAtErrors: false };

/** Looking for hidden text costs as much as reading it: the first pages stand for the rest. */
const SCANNED_PAGES = 100;

type Page = ParsedDocument['pages'][number];

/** The text layer of a PDF, page by page, in the order in which its author wrote it. */
export const parsePdf: FormatParser = async ({ bytes, pages: selection, limits }) => {
  const pdf = await opened(bytes);
  const numbers = selectPages(selection, pdf.numPages, limits.maxPages);
  const pages: Page[] = [];
  const blank: number[] = [];
  const hidden: number[] = [];
  const notes: string[] = [];
  let text = '';
  for (const page of numbers) {
    const loaded = await pdf.getPage(page);
    const { items } = await loaded.getTextContent();
    const body = pageText(items.flatMap((item): readonly PlacedText[] => ('str' in item ? [item] : [])));
    if (body !== '' && pages.length < SCANNED_PAGES && (await hasHiddenText(loaded))) hidden.push(page);
    loaded.cleanup();
    if (body === '') blank.push(page);
    if (text.length + body.length > limits.maxCharacters) {
      notes.push(`Cut before page ${page}: more than ${limits.maxCharacters} characters.`);
      break;
    }
    const start = text === '' ? 0 : text.length + 2;
    text = text === '' ? body : `${text}\n\n${body}`;
    pages.push({ page, start: Math.min(start, text.length), end: text.length });
  }
  if (selection === undefined && pdf.numPages > numbers.length)
    notes.push(`Only the first ${numbers.length} of ${pdf.numPages} pages were parsed.`);
  if (hidden.length > 0) {
    notes.push(
      `Text that is not visible is included (${listed(hidden)}): the layer over a scan, or words hidden from readers.`,
    );
  }
  if (blank.length > 0) notes.push(blankNote(blank, numbers.length));
  return {
    text,
    mimeType: 'application/pdf',
    pages,
    tables: [],
    metadata: { page_count: pdf.numPages, ...(await information(pdf)) },
    notes,
  };
};

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

async function opened(bytes: Uint8Array): Promise<Pdf> {
  try {
    // pdf.js before 6 compiled functions of the document to code unless told not to; it takes the bytes over, hence the copy.
    return await getDocumentProxy(bytes.slice(), OPTIONS);
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'PasswordException') {
      throw new ProviderError('invalid_input', {
        message: 'The PDF is protected by a password.',
        hint: 'Save a copy without the password and parse that.',
      });
    }
    throw new ProviderError('invalid_input', {
      message: `The PDF is damaged and cannot be read${error instanceof Error ? ` (${error.message.slice(0, 120)})` : ''}.`,
      cause: error,
    });
  }
}

async function information(pdf: Pdf): Promise<Record<string, string>> {
  const { info } = await pdf.getMetadata().catch(() => ({ info: {} }));
  const wanted = { title: 'Title', author: 'Author', subject: 'Subject' };
  return Object.fromEntries(
    Object.entries(wanted).flatMap(([key, name]) => {
      const value: unknown = Object.entries(info).find(([other]) => other === name)?.[1];
      return typeof value === 'string' && value.trim() !== '' ? [[key, value.trim().slice(0, 500)]] : [];
    }),
  );
}

function blankNote(blank: readonly number[], total: number): string {
  if (blank.length === total) {
    return 'No page has a text layer: the pages are images (a scan) and would have to be read by OCR, which is not available.';
  }
  return `No text on ${blank.length} of ${total} pages (${listed(blank)}): they are blank or images.`;
}

const listed = (pages: readonly number[]): string =>
  `page ${pages.slice(0, 20).join(', ')}${pages.length > 20 ? ', …' : ''}`;
