import { openPictures } from './image-open.ts';
import { createOcrSession } from './ocr-session.ts';
import { selectPages } from './pages.ts';
import type { FormatParser } from './parsed.ts';
import { assembled, type PageBlocks } from './pdf-assemble.ts';

/** Letters are told apart by their height in points; pictures do not say how large they are. */
const POINTS_PER_PIXEL = 72 / 200;

/** A picture (of a TIFF each page) by OCR. Where nothing reads it, there is no text and a note: none is invented. */
export const parseImage: FormatParser = async ({ bytes, pages: selection, limits, ocr, modelFolders, askForTime }) => {
  const pictures = await openPictures(bytes);
  const numbers = selectPages(selection, pictures.count, limits.maxPages);
  const session = createOcrSession({ ocr, modelFolders, limits, askForTime });
  const read: PageBlocks[] = [];
  const blank: number[] = [];
  for (const page of numbers) {
    const show = async () => ({ picture: await pictures.decode(page - 1), scale: POINTS_PER_PIXEL });
    const scanned = await session.read(page, show);
    if (scanned?.blocks.length === 0) blank.push(page);
    read.push({ page, blocks: scanned?.blocks ?? [] });
  }
  await session.close();
  const document = assembled(read);
  return {
    ...document,
    mimeType: `image/${pictures.format === 'jpg' ? 'jpeg' : pictures.format}`,
    metadata: { page_count: pictures.count, ...session.metadata() },
    notes: [...session.notes(), ...(blank.length > 0 ? [`OCR found no text on page ${blank.join(', ')}.`] : [])],
  };
};
