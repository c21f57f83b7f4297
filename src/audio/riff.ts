import { ProviderError } from '../core/errors.ts';
import { latin1, viewOf } from './bytes.ts';
import { isRate } from './polyphase.ts';

/** The two chunks of a WAV file that matter, as they are said to be. */
export type Riff = {
  readonly tag: number;
  readonly channels: number;
  readonly rate: number;
  readonly blockAlign: number;
  readonly bits: number;
  readonly data: Uint8Array;
};

export type WavCodec = 'integer' | 'float' | 'alaw' | 'mulaw' | 'mpeg' | 'other';

const CODECS: Readonly<Record<number, WavCodec>> = {
  1: 'integer',
  3: 'float',
  6: 'alaw',
  7: 'mulaw',
  80: 'mpeg',
  85: 'mpeg',
};
const EXTENSIBLE = 0xfffe;
const UNKNOWN_SIZE = 0xffff_ffff;

export const codecOf = ({ tag }: Pick<Riff, 'tag'>): WavCodec => CODECS[tag] ?? 'other';

type Chunk = { readonly id: string; readonly start: number; readonly end: number };

/**
 * Finds format and data in a RIFF or RF64 file, whatever else stands around them and in whatever order. Sizes are believed only
 * as far as there are bytes: recorders that were stopped, or wrote to a pipe, leave 0, all ones or too much.
 */
export function readRiff(bytes: Uint8Array): Riff | undefined {
  const chunks = [...chunksOf(bytes)];
  const format = chunks.find(({ id, start, end }) => id === 'fmt ' && end - start >= 14);
  const data = chunks.find(({ id }) => id === 'data');
  if (format === undefined || data === undefined) return undefined;
  const view = viewOf(bytes.subarray(format.start, format.end));
  const tag = view.getUint16(0, true);
  const isExtended = tag === EXTENSIBLE && view.byteLength >= 26;
  return {
    // The sub-format's GUID begins with the tag that it stands for.
    tag: isExtended ? view.getUint16(24, true) : tag,
    channels: view.getUint16(2, true),
    rate: view.getUint32(4, true),
    blockAlign: view.getUint16(12, true),
    bits: view.byteLength >= 16 ? view.getUint16(14, true) : 8,
    data: bytes.subarray(data.start, data.end),
  };
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = viewOf(bytes);
  let longDataBytes: number | undefined;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const id = latin1(bytes, offset, 4);
    const said = view.getUint32(offset + 4, true);
    const start = offset + 8;
    if (id === 'ds64' && start + 16 <= bytes.length) longDataBytes = Number(view.getBigUint64(start + 8, true));
    const size = id === 'data' ? dataBytes(bytes, start, said, longDataBytes) : said;
    const end = Math.min(bytes.length, start + size);
    yield { id, start, end };
    offset = nextChunk(bytes, end);
  }
}

function dataBytes(bytes: Uint8Array, start: number, said: number, long: number | undefined): number {
  if (said === UNKNOWN_SIZE) return long ?? bytes.length;
  // Zero is what a streaming writer leaves, unless another chunk follows right away.
  return said === 0 && !isChunkAt(bytes, start) ? bytes.length : said;
}

/** Chunks begin at even offsets; some writers forget the byte in between. */
function nextChunk(bytes: Uint8Array, end: number): number {
  const padded = end + (end % 2);
  return padded !== end && isChunkAt(bytes, end) && !isChunkAt(bytes, padded) ? end : padded;
}

const isChunkAt = (bytes: Uint8Array, offset: number): boolean =>
  /^(?:LIST|fact|cue |smpl|bext|iXML|id3 |ID3 |PEAK|data|fmt |junk|JUNK|afsp|_PMX)$/.test(latin1(bytes, offset, 4));

const MAX_CHANNELS = 64;

/** Bytes of one sample of one channel. Throws `invalid_input` for a header that cannot be true. */
export function sampleBytesOf(riff: Riff): number {
  const { channels, rate, blockAlign, bits } = riff;
  const codec = codecOf(riff);
  const wrong = (what: string) => new ProviderError('invalid_input', { message: `The WAV header is wrong: ${what}.` });
  if (channels === 0 || channels > MAX_CHANNELS) throw wrong(`it says ${channels} channels`);
  if (!isRate(rate)) throw wrong(`it says ${rate} samples a second`);
  if (codec === 'alaw' || codec === 'mulaw') return 1;
  const needed = Math.ceil(bits / 8);
  const allowed = codec === 'float' ? [4, 8] : [1, 2, 3, 4];
  // 20 bits may lie in 3 bytes or in 4: the alignment says so, where it can be true.
  const aligned = blockAlign / channels;
  const size = allowed.includes(aligned) && aligned >= needed ? aligned : needed;
  if (!allowed.includes(size)) throw wrong(`it says ${bits} bits a sample`);
  return size;
}
