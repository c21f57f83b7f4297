import { essence } from '../core/media-type.ts';
import { avifSize, movieFacts } from './box-header.ts';
import { type MediaFacts, type ReadAt, viewOf } from './header-view.ts';
import { matroskaFacts } from './matroska-header.ts';

/** Size and length as the headers of images and films give them. Damaged or unknown media: nothing is said. */
export async function mediaFacts(mimeType: string, read: ReadAt, bytes: number): Promise<MediaFacts> {
  const type = essence(mimeType);
  const reader = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  const facts = reader === undefined ? {} : ((await reader(read, bytes)) ?? {});
  return Object.values(facts).every((value) => value > 0 && Number.isFinite(value)) ? facts : {};
}

type Reader = (read: ReadAt, bytes: number) => Promise<MediaFacts | undefined>;

const READERS: Readonly<Record<string, Reader>> = {
  'image/png': async (read) => {
    const head = await viewOf(read, 0, 24);
    return head.text(12, 4) === 'IHDR' ? { width: head.u32(16), height: head.u32(20) } : undefined;
  },
  'image/gif': async (read) => {
    const head = await viewOf(read, 0, 10);
    return head.text(0, 4) === 'GIF8' ? { width: head.u16le(6), height: head.u16le(8) } : undefined;
  },
  'image/jpeg': jpegSize,
  'image/webp': webpSize,
  'image/avif': avifSize,
  'video/mp4': movieFacts,
  'video/quicktime': movieFacts,
  'video/webm': matroskaFacts,
  'video/x-matroska': matroskaFacts,
  'audio/webm': async (read, bytes) => {
    const { durationS } = await matroskaFacts(read, bytes);
    return durationS === undefined ? undefined : { durationS };
  },
  'audio/mp4': async (read, bytes) => {
    const facts = await movieFacts(read, bytes);
    return facts?.durationS === undefined ? undefined : { durationS: facts.durationS };
  },
};

const MOST_SEGMENTS = 500;

/** Segments are skipped until the frame header, which comes after colour profiles and previews of any size. */
async function jpegSize(read: ReadAt): Promise<MediaFacts | undefined> {
  let at = 2;
  for (let segment = 0; segment < MOST_SEGMENTS; segment++) {
    const head = await viewOf(read, at, 9);
    if (head.length < 9 || head.byte(0) !== 0xff) return undefined;
    const marker = head.byte(1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return { width: head.u16(7), height: head.u16(5) };
    // A second 0xff is padding; these markers have no length; pixels begin after 0xda.
    if (marker === 0xda || marker === 0xd9) return undefined;
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    at += marker === 0xff ? 1 : isBare ? 2 : 2 + Math.max(2, head.u16(2));
  }
  return undefined;
}

/** Three headers: lossy, lossless and extended (https://www.rfc-editor.org/rfc/rfc9649). */
async function webpSize(read: ReadAt): Promise<MediaFacts | undefined> {
  const head = await viewOf(read, 0, 30);
  switch (head.text(12, 4)) {
    case 'VP8 ':
      return { width: head.u16le(26) & 0x3fff, height: head.u16le(28) & 0x3fff };
    case 'VP8L':
      return {
        width: 1 + (head.u16le(21) & 0x3fff),
        height: 1 + ((head.u24le(22) >> 6) & 0x3fff),
      };
    case 'VP8X':
      return { width: 1 + head.u24le(24), height: 1 + head.u24le(27) };
    default:
      return undefined;
  }
}
