/** Frames of MPEG audio (layers I to III) and of AAC in ADTS: where they lie and how much sound each holds. */
export type Frame = {
  readonly offset: number;
  readonly bytes: number;
  readonly samples: number;
  readonly rate: number;
  /** Bytes of the frame's own header and side information: a Xing tag would follow them. */
  readonly tagOffset: number;
};

const RATES = [44_100, 48_000, 32_000];
const V1_KBPS = [
  [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
];
const V2_KBPS = [
  [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];

/** The MPEG audio frame that begins here, or `undefined`. Frames of free bit rate are not known. */
export function mpegFrameAt(data: Uint8Array, offset: number): Frame | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = data.subarray(offset, offset + 4);
  if (first !== 0xff || (second & 0xe0) !== 0xe0 || offset + 4 > data.length) return undefined;
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const baseRate = RATES[(third >> 2) & 3];
  const kbps = (version === 3 ? V1_KBPS : V2_KBPS)[layer - 1]?.[(third >> 4) - 1];
  // Emphasis 2 is reserved; real files have 0.
  if (version === 1 || baseRate === undefined || kbps === undefined || (fourth & 3) === 2) return undefined;
  const rate = baseRate >> (version === 3 ? 0 : version === 2 ? 1 : 2);
  const samples = layer === 1 ? 384 : layer === 3 && version !== 3 ? 576 : 1152;
  const padding = (third >> 1) & 1;
  const bytes =
    layer === 1
      ? (Math.floor((12_000 * kbps) / rate) + padding) * 4
      : Math.floor((samples * 125 * kbps) / rate) + padding;
  const isMono = fourth >> 6 === 3;
  const sideBytes = version === 3 ? (isMono ? 17 : 32) : isMono ? 9 : 17;
  return { offset, bytes, samples, rate, tagOffset: offset + 4 + sideBytes };
}

const ADTS_RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
];

/** The ADTS frame that begins here, or `undefined`. */
export function adtsFrameAt(data: Uint8Array, offset: number): Frame | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0, fifth = 0, sixth = 0, seventh = 0] = data.subarray(
    offset,
    offset + 7,
  );
  if (first !== 0xff || (second & 0xf6) !== 0xf0 || offset + 7 > data.length) return undefined;
  const rate = ADTS_RATES[(third >> 2) & 15];
  const bytes = ((fourth & 3) << 11) | (fifth << 3) | (sixth >> 5);
  if (rate === undefined || bytes < 8) return undefined;
  return { offset, bytes, samples: 1024 * ((seventh & 3) + 1), rate, tagOffset: offset + 7 };
}

export type FrameReader = (data: Uint8Array, offset: number) => Frame | undefined;

/** Where the sound begins: behind ID3v2 tags, of which there may be several. */
export function afterId3(data: Uint8Array): number {
  let offset = 0;
  while (data[offset] === 0x49 && data[offset + 1] === 0x44 && data[offset + 2] === 0x33) {
    const [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = data.subarray(offset + 6, offset + 10);
    const hasFooter = ((data[offset + 5] ?? 0) & 0x10) !== 0;
    offset += 10 + ((s0 << 21) | (s1 << 14) | (s2 << 7) | s3) + (hasFooter ? 10 : 0);
  }
  return offset;
}

/** True when `count` frames follow one another from here; fewer where the data ends, but one of them whole. */
export function areFramesAt(data: Uint8Array, offset: number, reader: FrameReader, count: number): boolean {
  let at = offset;
  for (let seen = 0; seen < count; seen++) {
    const frame = reader(data, at);
    if (frame === undefined) return false;
    at += frame.bytes;
    if (at >= data.length) return seen > 0 || at === data.length;
  }
  return true;
}

/**
 * All frames, with what lies between them skipped. A frame counts only when another one or the end follows it, because two
 * bytes that look like a header are common in noise. Every byte is looked at a bounded number of times.
 */
export function* framesOf(data: Uint8Array, reader: FrameReader): Generator<Frame> {
  // A tag that reaches beyond the end is none.
  const start = afterId3(data);
  let offset = start < data.length ? start : 0;
  let isInStep = false;
  while (offset < data.length - 4) {
    const frame = reader(data, offset);
    const next = frame === undefined ? offset : offset + frame.bytes;
    if (frame !== undefined && next <= data.length && (isInStep || areFramesAt(data, offset, reader, 2))) {
      yield frame;
      offset = next;
      isInStep = true;
    } else {
      isInStep = false;
      const sync = data.indexOf(0xff, offset + 1);
      if (sync === -1) return;
      offset = sync;
    }
  }
}
