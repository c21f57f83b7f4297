import { viewOf } from './bytes.ts';
import { ALAW, MULAW } from './g711.ts';

/** How one sample lies in bytes. */
export type SampleLayout = {
  readonly codec: 'integer' | 'float' | 'alaw' | 'mulaw';
  readonly bytes: number;
  readonly isBigEndian?: boolean;
};

/** Interleaved samples as one array a channel, from -1 to 1. What does not fill a sample of every channel is left out. */
export function channelsOf(data: Uint8Array, channels: number, layout: SampleLayout): readonly Float32Array[] {
  const read = readerOf(data, layout);
  const stride = layout.bytes * channels;
  const count = Math.floor(data.length / stride);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(count);
    let offset = channel * layout.bytes;
    for (let index = 0; index < count; index++) {
      samples[index] = read(offset);
      offset += stride;
    }
    return samples;
  });
}

function readerOf(data: Uint8Array, { codec, bytes, isBigEndian }: SampleLayout): (offset: number) => number {
  const view = viewOf(data);
  const little = isBigEndian !== true;
  if (codec === 'mulaw') return (offset) => MULAW[data[offset] ?? 0] ?? 0;
  if (codec === 'alaw') return (offset) => ALAW[data[offset] ?? 0] ?? 0;
  if (codec === 'float') {
    return bytes === 8
      ? (offset) => bounded(view.getFloat64(offset, little))
      : (offset) => bounded(view.getFloat32(offset, little));
  }
  if (bytes === 1) return (offset) => ((data[offset] ?? 128) - 128) / 128;
  if (bytes === 2) return (offset) => view.getInt16(offset, little) / 32_768;
  if (bytes === 4) return (offset) => view.getInt32(offset, little) / 2_147_483_648;
  return (offset) => (view.getUint16(offset, true) + view.getInt8(offset + 2) * 65_536) / 8_388_608;
}

/** Files of floats hold what a program left there: not a number, or far too loud. */
const bounded = (value: number): number => (value >= -1 && value <= 1 ? value : value > 1 ? 1 : value < -1 ? -1 : 0);
