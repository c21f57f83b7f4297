import { endianness } from 'node:os';
import type { Pcm } from '../core/audio.ts';
import { viewOf } from './bytes.ts';

const HEADER_BYTES = 44;
/** What a writer says that does not know yet how much will come. */
const UNKNOWN = 0xffff_ffff;
const BYTES_A_SAMPLE = 2;

/** The 44 bytes before 16-bit mono samples. Without `dataBytes` the sizes say "until the end", for a stream. */
export function wavHeader(rate: number, dataBytes?: number): Uint8Array {
  const header = new Uint8Array(HEADER_BYTES);
  const view = viewOf(header);
  const text = (offset: number, value: string) => {
    for (let index = 0; index < value.length; index++) header[offset + index] = value.charCodeAt(index);
  };
  text(0, 'RIFF');
  view.setUint32(4, dataBytes === undefined ? UNKNOWN : Math.min(UNKNOWN, dataBytes + HEADER_BYTES - 8), true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * BYTES_A_SAMPLE, true);
  view.setUint16(32, BYTES_A_SAMPLE, true);
  view.setUint16(34, 8 * BYTES_A_SAMPLE, true);
  text(36, 'data');
  view.setUint32(40, dataBytes === undefined ? UNKNOWN : Math.min(UNKNOWN, dataBytes), true);
  return header;
}

/** A 16-bit mono WAV file. */
export function encodeWav({ samples, rate }: Pcm): Uint8Array {
  const file = new Uint8Array(HEADER_BYTES + samples.length * BYTES_A_SAMPLE);
  file.set(wavHeader(rate, samples.length * BYTES_A_SAMPLE));
  file.set(pcm16Of(samples), HEADER_BYTES);
  return file;
}

/** Samples from -1 to 1 as 16-bit little-endian; what lies beyond is clipped. */
export function pcm16Of(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const values = new Int16Array(samples.length);
  for (let index = 0; index < samples.length; index++) {
    const value = (samples[index] ?? 0) * 32768;
    values[index] = value > 32767 ? 32767 : value < -32768 ? -32768 : Math.round(value);
  }
  const bytes = new Uint8Array(values.buffer);
  // A typed array is four times as fast as a view, in the order of the machine.
  if (endianness() === 'BE') Buffer.from(values.buffer).swap16();
  return bytes;
}

/** 16-bit little-endian samples as numbers from -1 to 1. A last odd byte is left out. */
export function samplesOf(pcm16: Uint8Array): Float32Array {
  const samples = new Float32Array(Math.floor(pcm16.byteLength / BYTES_A_SAMPLE));
  const view = viewOf(pcm16);
  for (let index = 0; index < samples.length; index++) {
    samples[index] = view.getInt16(index * BYTES_A_SAMPLE, true) / 32768;
  }
  return samples;
}
