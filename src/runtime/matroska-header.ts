import type { MediaFacts, ReadAt } from './header-view.ts';

/** Ids of Matroska elements (https://www.rfc-editor.org/rfc/rfc9559). */
const SEGMENT = 0x1853_8067;
const CLUSTER = 0x1f43_b675;
const BLOCK_GROUP = 0xa0;
const INFO = 0x1549_a966;
const TRACKS = 0x1654_ae6b;
const TRACK = 0xae;
const VIDEO = 0xe0;
const WIDTH = 0xb0;
const HEIGHT = 0xba;
const TIMESTAMP_SCALE = 0x2a_d7b1;
const DURATION = 0x4489;
const CLUSTER_TIME = 0xe7;
const BLOCKS: ReadonlySet<number> = new Set([0xa3, 0xa1]);
/** What is gone into: some of them say no size, because they were written as they came. */
const OPENED: ReadonlySet<number> = new Set([SEGMENT, CLUSTER, BLOCK_GROUP, TRACKS, TRACK, VIDEO, INFO]);

const NANOSECONDS = 1e9;
const MOST_ELEMENTS = 200_000;
const WINDOW_BYTES = 65_536;

type Sized = { readonly value: number; readonly length: number };
type Element = { readonly id: number; readonly from: number; readonly size: number };

/** EBML's numbers say their own length by leading zeros; ids keep the marking bit. */
function numberIn(bytes: Uint8Array, offset: number, keepsMark: boolean): Sized | undefined {
  const first = bytes[offset] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || offset + length > bytes.length) return undefined;
  let value = keepsMark ? first : first & (0xff >> length);
  for (let index = 1; index < length; index++) value = value * 256 + (bytes[offset + index] ?? 0);
  return { value, length };
}

/** Reads in large pieces what is asked for in small ones that follow each other. */
function windowed(read: ReadAt): ReadAt {
  let start = 0;
  let held: Uint8Array = new Uint8Array();
  return async (at, length) => {
    if (at < start || at + length > start + held.length) {
      start = at;
      held = await read(at, Math.max(length, WINDOW_BYTES));
    }
    return held.subarray(at - start, at - start + length);
  };
}

async function elementAt(read: ReadAt, at: number): Promise<Element | undefined> {
  const head = await read(at, 16);
  const id = numberIn(head, 0, true);
  const size = id && numberIn(head, id.length, false);
  return size && { id: id.value, from: at + id.length + size.length, size: size.value };
}

const unsigned = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);

function float(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 4) return view.getFloat32(0);
  return bytes.length === 8 ? view.getFloat64(0) : 0;
}

/** When a block is shown, in ticks after the beginning of its cluster: it stands behind the number of its track. */
function blockTime(bytes: Uint8Array): number {
  const track = numberIn(bytes, 0, false)?.length ?? 1;
  return (((bytes[track] ?? 0) << 24) >> 16) + (bytes[track + 1] ?? 0);
}

/**
 * Size of the first picture track, and the length: as it is said, else (recorders write it nowhere) the time of the last
 * block. A file of more elements than anybody means is left at what is known by then.
 */
export async function matroskaFacts(read: ReadAt, bytes: number): Promise<MediaFacts> {
  const look = windowed(read);
  let [width, height, ticks, scale, cluster, last] = [0, 0, 0, 1_000_000, 0, 0];
  let at = 0;
  for (let seen = 0; at < bytes; seen++) {
    const element = seen < MOST_ELEMENTS ? await elementAt(look, at) : undefined;
    if (element === undefined) break;
    const { id, from, size } = element;
    // What is said before the first pictures is all there is to know then.
    if (id === CLUSTER && ticks > 0) break;
    const body = (): Promise<Uint8Array> => look(from, Math.min(size, 8));
    if (id === WIDTH && width === 0) width = unsigned(await body());
    else if (id === HEIGHT && height === 0) height = unsigned(await body());
    else if (id === TIMESTAMP_SCALE) scale = unsigned(await body());
    else if (id === DURATION) ticks = float(await body());
    else if (id === CLUSTER_TIME) cluster = unsigned(await body());
    else if (BLOCKS.has(id)) last = Math.max(last, cluster + blockTime(await body()));
    at = OPENED.has(id) ? from : from + size;
  }
  const durationS = Math.round((((ticks || last) * scale) / NANOSECONDS) * 1000) / 1000;
  return {
    ...(width > 0 && height > 0 && { width, height }),
    ...(durationS > 0 && Number.isFinite(durationS) && { durationS }),
  };
}
