import { latin1, viewOf } from './bytes.ts';

/** A page of an Ogg stream whose checksum is right. */
export type OggPage = {
  /** The whole page. */
  readonly bytes: Uint8Array;
  readonly serial: number;
  readonly isFirst: boolean;
  readonly isContinued: boolean;
  /** Samples up to the end of the last packet that ends here; `undefined` when none does. */
  readonly granule: number | undefined;
  /** Pieces of packets; the last one goes on in the next page when `isOpen`. */
  readonly pieces: readonly Uint8Array[];
  readonly isOpen: boolean;
};

const HEADER = 27;
const CHECKSUM_AT = 22;

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000_0000 ? (value << 1) ^ 0x04c1_1db7 : value << 1;
  return value >>> 0;
});

function checksum(page: Uint8Array): number {
  let crc = 0;
  for (let index = 0; index < page.length; index++) {
    const byte = index >= CHECKSUM_AT && index < CHECKSUM_AT + 4 ? 0 : (page[index] ?? 0);
    crc = ((crc << 8) ^ (CRC[(crc >>> 24) ^ byte] ?? 0)) >>> 0;
  }
  return crc;
}

/** All whole, undamaged pages in order; what lies between them is skipped. */
export function* oggPages(data: Uint8Array): Generator<OggPage> {
  let offset = 0;
  while (offset + HEADER <= data.length) {
    const page = pageAt(data, offset);
    if (page !== undefined) {
      yield page;
      offset += page.bytes.length;
    } else {
      offset = nextCapture(data, offset + 1);
      if (offset === -1) return;
    }
  }
}

export function nextCapture(data: Uint8Array, from: number): number {
  for (let at = data.indexOf(0x4f, from); at !== -1; at = data.indexOf(0x4f, at + 1)) {
    if (data[at + 1] === 0x67 && data[at + 2] === 0x67 && data[at + 3] === 0x53) return at;
  }
  return -1;
}

export function pageAt(data: Uint8Array, offset: number): OggPage | undefined {
  if (offset + HEADER > data.length || latin1(data, offset, 4) !== 'OggS') return undefined;
  const count = data[offset + 26] ?? 0;
  const table = data.subarray(offset + HEADER, offset + HEADER + count);
  const body = offset + HEADER + count;
  const end = table.reduce((sum, size) => sum + size, body);
  if (table.length < count || end > data.length) return undefined;
  const bytes = data.subarray(offset, end);
  const view = viewOf(bytes);
  if (view.getUint32(CHECKSUM_AT, true) !== checksum(bytes)) return undefined;
  const flags = data[offset + 5] ?? 0;
  const granule = view.getBigInt64(6, true);
  return {
    bytes,
    serial: view.getUint32(14, true),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    granule: granule < 0n ? undefined : Number(granule),
    pieces: piecesOf(data, body, table),
    isOpen: table.at(-1) === 255,
  };
}

function piecesOf(data: Uint8Array, body: number, table: Uint8Array): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let [start, end] = [body, body];
  for (const size of table) {
    end += size;
    if (size === 255) continue;
    pieces.push(data.subarray(start, end));
    start = end;
  }
  if (end > start) pieces.push(data.subarray(start, end));
  return pieces;
}

/** What the first packet of a stream begins with. */
export const OGG_HEADS = { opus: 'OpusHead', vorbis: '\x01vorbis', flac: '\x7fFLAC' } as const;

/** The pages of the sound in a file: of each stream that begins so, in the order of the file. */
export function* soundPages(data: Uint8Array, head: string): Generator<OggPage> {
  let serial: number | undefined;
  for (const page of oggPages(data)) {
    if (page.isFirst && latin1(page.pieces[0] ?? new Uint8Array(), 0, head.length) === head) {
      // Of two voices side by side the first is heard; a stream that begins after the end of another one goes on.
      if (serial === undefined || serial !== page.serial) serial = page.serial;
    }
    if (page.serial === serial) yield page;
  }
}
