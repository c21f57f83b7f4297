import { type MediaFacts, type ReadAt, viewOf } from './header-view.ts';

type Box = { readonly type: string; readonly from: number; readonly to: number };

const MOST_BOXES = 1000;

/** The boxes between two offsets of an ISO base media file (MP4, QuickTime, AVIF), as far as they make sense. */
async function boxesIn(read: ReadAt, from: number, to: number): Promise<readonly Box[]> {
  const boxes: Box[] = [];
  for (let at = from; at + 8 <= to && boxes.length < MOST_BOXES; ) {
    const head = await viewOf(read, at, 16);
    const stated = head.u32(0);
    const header = stated === 1 ? 16 : 8;
    const size = stated === 1 ? head.u64(8) : stated === 0 ? to - at : stated;
    if (size < header) break;
    boxes.push({ type: head.text(4, 4), from: at + header, to: Math.min(at + size, to) });
    at += size;
  }
  return boxes;
}

async function within(read: ReadAt, outer: Box, type: string): Promise<Box | undefined> {
  return (await boxesIn(read, outer.from, outer.to)).find((box) => box.type === type);
}

/** The largest of the images in the file: thumbnails, tiles and transparency are not larger than the picture. */
export async function avifSize(read: ReadAt, bytes: number): Promise<MediaFacts | undefined> {
  const meta = await within(read, { type: '', from: 0, to: bytes }, 'meta');
  // `meta` begins with a version and flags.
  const properties = meta && (await within(read, { ...meta, from: meta.from + 4 }, 'iprp'));
  const container = properties && (await within(read, properties, 'ipco'));
  if (container === undefined) return undefined;
  let largest: { readonly width: number; readonly height: number } | undefined;
  for (const box of await boxesIn(read, container.from, container.to)) {
    if (box.type !== 'ispe') continue;
    const size = await viewOf(read, box.from, 12);
    const found = { width: size.u32(4), height: size.u32(8) };
    if (largest === undefined || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

/** Length of the film, and the size of its first picture track. */
export async function movieFacts(read: ReadAt, bytes: number): Promise<MediaFacts | undefined> {
  const movie = await within(read, { type: '', from: 0, to: bytes }, 'moov');
  if (movie === undefined) return undefined;
  let facts: MediaFacts = {};
  for (const box of await boxesIn(read, movie.from, movie.to)) {
    if (box.type === 'mvhd') facts = { ...facts, ...(await movieLength(read, box)) };
    if (box.type === 'trak' && facts.width === undefined) facts = { ...facts, ...(await trackSize(read, box)) };
  }
  return facts;
}

async function movieLength(read: ReadAt, box: Box): Promise<MediaFacts> {
  const head = await viewOf(read, box.from, 32);
  const isLong = head.byte(0) === 1;
  const [unitsPerSecond, units] = isLong ? [head.u32(20), head.u64(24)] : [head.u32(12), head.u32(16)];
  // A film that was written as it came has 0 here, or all ones.
  const isKnown = units > 0 && unitsPerSecond > 0 && units < (isLong ? 2 ** 63 : 2 ** 32 - 1);
  return isKnown ? { durationS: Math.round((units / unitsPerSecond) * 1000) / 1000 } : {};
}

async function trackSize(read: ReadAt, track: Box): Promise<MediaFacts> {
  const box = await within(read, track, 'tkhd');
  if (box === undefined) return {};
  const head = await viewOf(read, box.from, 96);
  const at = head.byte(0) === 1 ? 88 : 76;
  // Fixed point, 16 bits before it; a sound track has 0.
  const [width, height] = [head.u16(at), head.u16(at + 4)];
  return width > 0 && height > 0 ? { width, height } : {};
}
