import type { Pcm } from '../core/audio.ts';
import { FINE, LIVE, Polyphase } from './polyphase.ts';
import { pcm16Of, samplesOf } from './wav.ts';

/** Samples a block: bounds what is copied at once. */
const BLOCK = 65_536;

/** The same sound at another rate (Hz). Nothing above the new Nyquist frequency is left, the length stays within a sample. */
export function resample(pcm: Pcm, rate: number): Pcm {
  if (rate === pcm.rate) return pcm;
  const samples = new Float32Array(Math.round((pcm.samples.length * rate) / pcm.rate));
  const filter = new Polyphase(pcm.rate, rate, FINE);
  let filled = 0;
  const take = (piece: Float32Array) => {
    const fitting = piece.subarray(0, samples.length - filled);
    samples.set(fitting, filled);
    filled += fitting.length;
  };
  for (let start = 0; start < pcm.samples.length; start += BLOCK) {
    take(filter.push(pcm.samples.subarray(start, start + BLOCK)));
  }
  take(filter.end());
  return { samples, rate };
}

/** 16-bit little-endian sound in, the same at the other rate out, block by block. */
export type Resampler = {
  /** May return nothing for a very short block. A byte of a sample that is cut in two waits for its other half. */
  push(pcm16: Int16Array | Uint8Array): Uint8Array;
  /** The last few milliseconds, when no more will come. */
  end(): Uint8Array;
};

/** Resamples live sound (rates in Hz) so that block borders are not heard. Delays it by about 1.5 ms. */
export function createResampler(from: number, to: number): Resampler {
  const whole = wholeSamples();
  if (from === to) return { push: whole, end: () => new Uint8Array() };
  const filter = new Polyphase(from, to, LIVE);
  return {
    push: (block) => pcm16Of(filter.push(samplesOf(whole(block)))),
    end: () => pcm16Of(filter.end()),
  };
}

function wholeSamples(): (block: Int16Array | Uint8Array) => Uint8Array {
  let rest: number | undefined;
  return (block) => {
    const bytes = new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
    if (rest === undefined && bytes.length % 2 === 0) return bytes;
    const all = Uint8Array.from(rest === undefined ? bytes : [rest, ...bytes]);
    rest = all.length % 2 === 0 ? undefined : all.at(-1);
    return all.subarray(0, all.length - (all.length % 2));
  };
}
