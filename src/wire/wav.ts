import { ProviderError } from '../core/errors.ts';

export type WavSound = {
  /** 16-bit signed little-endian samples of one channel. */
  readonly bytes: Uint8Array;
  readonly rate: number;
};

const PCM = 1;
const EXTENSIBLE = 0xfffe;

/** The samples in a WAV file of 16-bit sound, of its first channel. Throws `invalid_input` for any other file. */
export function wavSound(file: Uint8Array, provider: string): WavSound {
  const view = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const isWav =
    view.length >= 12 && view.toString('latin1', 0, 4) === 'RIFF' && view.toString('latin1', 8, 12) === 'WAVE';
  const format = isWav ? chunkOf(view, 'fmt ') : undefined;
  const data = isWav ? chunkOf(view, 'data') : undefined;
  const kind = format === undefined || format.length < 16 ? undefined : format.readUInt16LE(0);
  if (
    format === undefined ||
    data === undefined ||
    (kind !== PCM && kind !== EXTENSIBLE) ||
    format.readUInt16LE(14) !== 16
  ) {
    throw new ProviderError('invalid_input', {
      provider,
      message: `${provider} takes WAV files of 16-bit sound here, and this is none.`,
      processed: false,
    });
  }
  const channels = Math.max(1, format.readUInt16LE(2));
  return { bytes: firstChannel(data, channels), rate: format.readUInt32LE(4) };
}

/** A chunk's content. The length of one that was written while it grew reaches to the end. */
function chunkOf(view: Buffer, name: string): Buffer | undefined {
  let at = 12;
  while (at + 8 <= view.length) {
    const length = view.readUInt32LE(at + 4);
    if (view.toString('latin1', at, at + 4) === name)
      return view.subarray(at + 8, Math.min(at + 8 + length, view.length));
    at += 8 + length + (length % 2);
  }
  return undefined;
}

function firstChannel(data: Buffer, channels: number): Uint8Array {
  if (channels === 1) return data.subarray(0, data.length - (data.length % 2));
  const frames = Math.floor(data.length / (2 * channels));
  const first = Buffer.alloc(frames * 2);
  for (let frame = 0; frame < frames; frame += 1)
    data.copy(first, frame * 2, frame * 2 * channels, frame * 2 * channels + 2);
  return first;
}
