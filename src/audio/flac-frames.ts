import { latin1 } from './bytes.ts';
import { afterId3 } from './mpeg-frames.ts';

export type FlacFrame = {
  readonly bytes: Uint8Array;
  readonly samples: number;
  readonly channels: number;
  readonly rate: number;
};
type FlacHeader = Omit<FlacFrame, 'bytes'> & { readonly bits: number };

export type StreamInfo = {
  readonly rate: number;
  readonly channels: number;
  readonly bits: number;
  readonly samples: number;
};

const STREAM_INFO_BYTES = 34;

/** Rate (Hz), channels, bits a sample and length in samples (0: unknown) as the 34 bytes of a STREAMINFO block say them. */
export function streamInfoOf(block: Uint8Array): StreamInfo | undefined {
  if (block.length < STREAM_INFO_BYTES) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, ...low] = block.subarray(10, 18);
  return {
    rate: (a << 12) | (b << 4) | (c >> 4),
    channels: ((c >> 1) & 7) + 1,
    bits: (((c & 1) << 4) | (d >> 4)) + 1,
    samples: (d & 15) * 2 ** 32 + low.reduce((value, byte) => value * 256 + byte, 0),
  };
}

/** STREAMINFO and where the frames begin, or `undefined` where there is no FLAC stream. */
export function readFlac(data: Uint8Array): { readonly info: StreamInfo; readonly frames: number } | undefined {
  let offset = afterId3(data);
  if (latin1(data, offset, 4) !== 'fLaC') return undefined;
  offset += 4;
  const info = streamInfoOf(data.subarray(offset + 4, offset + 4 + STREAM_INFO_BYTES));
  if (info === undefined) return undefined;
  for (let isLast = false; !isLast && offset + 4 <= data.length; ) {
    const [type = 0, high = 0, middle = 0, low = 0] = data.subarray(offset, offset + 4);
    isLast = (type & 0x80) !== 0;
    offset += 4 + ((high << 16) | (middle << 8) | low);
  }
  return { info, frames: offset };
}

const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => crcOf(byte, 8, 0x07));
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => crcOf(byte << 8, 16, 0x8005));

function crcOf(value: number, bits: number, polynomial: number): number {
  let crc = value;
  for (let bit = 0; bit < 8; bit++) crc = crc & (1 << (bits - 1)) ? (crc << 1) ^ polynomial : crc << 1;
  return crc & ((1 << bits) - 1);
}

const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
const RATES = [0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const BITS = [0, 8, 12, 0, 16, 20, 24, 32];

/** The header of a frame, when one with the right checksum begins here. */
export function flacHeaderAt(data: Uint8Array, offset: number, info: StreamInfo): FlacHeader | undefined {
  if (data[offset] !== 0xff || ((data[offset + 1] ?? 0) & 0xfe) !== 0xf8) return undefined;
  const [, , sizes = 0, layout = 0, first = 0] = data.subarray(offset, offset + 5);
  const [blockCode, rateCode, channelCode, bitsCode] = [sizes >> 4, sizes & 15, layout >> 4, (layout >> 1) & 7];
  if (blockCode === 0 || rateCode === 15 || channelCode > 10 || bitsCode === 3 || (layout & 1) !== 0) return undefined;
  // The frame's number is written as UTF-8 would write it: the leading ones say how many bytes follow.
  let at = offset + 5 + Math.max(0, Math.clz32(~(first << 24)) - 1);
  let samples = BLOCK_SIZES[blockCode] ?? 0;
  if (blockCode === 6) samples = (data[at++] ?? 0) + 1;
  if (blockCode === 7) samples = (((data[at++] ?? 0) << 8) | (data[at++] ?? 0)) + 1;
  let rate = rateCode === 0 ? info.rate : (RATES[rateCode] ?? 0);
  if (rateCode === 12) rate = (data[at++] ?? 0) * 1_000;
  if (rateCode >= 13) rate = (((data[at++] ?? 0) << 8) | (data[at++] ?? 0)) * (rateCode === 14 ? 10 : 1);
  if (at >= data.length) return undefined;
  let crc = 0;
  for (let index = offset; index < at; index++) crc = CRC8[crc ^ (data[index] ?? 0)] ?? 0;
  if (crc !== data[at]) return undefined;
  const channels = channelCode < 8 ? channelCode + 1 : 2;
  return { samples, rate, channels, bits: bitsCode === 0 ? info.bits : (BITS[bitsCode] ?? 0) };
}

/** All undamaged frames. A frame ends where its checksum comes out and the next frame or the end follows. */
export function* flacFrames(data: Uint8Array, from: number, info: StreamInfo): Generator<FlacFrame> {
  let offset = from;
  while (offset < data.length) {
    const header = flacHeaderAt(data, offset, info);
    const end = header === undefined ? undefined : endOf(data, offset, header, info);
    if (header !== undefined && end !== undefined) {
      const { samples, channels, rate } = header;
      yield { bytes: data.subarray(offset, end), samples, channels, rate };
      offset = end;
    } else {
      offset = data.indexOf(0xff, offset + 1);
      if (offset === -1) return;
    }
  }
}

function endOf(data: Uint8Array, start: number, header: FlacHeader, info: StreamInfo): number | undefined {
  // Samples as they are, with one bit more for a difference channel, and a little for the rest.
  const most = Math.ceil((header.samples * header.channels * (header.bits + 1)) / 8) + 256;
  const stop = Math.min(data.length, start + most);
  let crc = 0;
  for (let at = start; at < stop; at++) {
    crc = ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ (data[at] ?? 0)] ?? 0);
    if (crc === 0 && at > start + 6 && isEdge(data, at + 1, info)) return at + 1;
  }
  return undefined;
}

/** The end, a further frame, or a tag of 128 bytes that some programs append. */
const isEdge = (data: Uint8Array, at: number, info: StreamInfo): boolean =>
  at === data.length || flacHeaderAt(data, at, info) !== undefined || latin1(data, at, 3) === 'TAG';
