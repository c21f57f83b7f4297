import type { Pcm } from '../core/audio.ts';
import { concatenated } from './bytes.ts';
import { FINE, LIVE, Polyphase } from './polyphase.ts';
import { pcm16Of, samplesOf } from './wav.ts';

/** Samples a block: bounds what is copied at once. */
const BLOCK = 65_536;

/** Resamples a file that comes in blocks of samples (rates in Hz). Its length in seconds stays the same within a sample. */
export type FileResampler = { push(block: Float32Array): Float32Array; end(): Float32Array };

export function createFileResampler(from: number, to: number): FileResampler {
  if (from === to) return { push: (block) => block, end: () => new Float32Array() };
  const filter = new Polyphase(from, to, FINE);
  let [taken, given] = [0, 0];
  return {
    push(block) {
      const piece = filter.push(block);
      taken += block.length;
      given += piece.length;
      return piece;
    },
    end: () => filter.end().subarray(0, Math.max(0, Math.round((taken * to) / from) - given)),
  };
}

/** The same sound at another rate (Hz). Nothing above the new Nyquist frequency is left. */
export function resample(pcm: Pcm, rate: number): Pcm {
  if (rate === pcm.rate) return pcm;
  const filter = createFileResampler(pcm.rate, rate);
  const pieces: Float32Array[] = [];
  for (let start = 0; start < pcm.samples.length; start += BLOCK) {
    pieces.push(filter.push(pcm.samples.subarray(start, start + BLOCK)));
  }
  pieces.push(filter.end());
  return { samples: concatenated(pieces), rate };
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
    const bytes =
      block instanceof Uint8Array ? block : new Uint8Array(block.buffer, block.byteOffset, block.byteLength);
    if (rest === undefined && bytes.length % 2 === 0) return bytes;
    const all = Uint8Array.from(rest === undefined ? bytes : [rest, ...bytes]);
    rest = all.length % 2 === 0 ? undefined : all.at(-1);
    return all.subarray(0, all.length - (all.length % 2));
  };
}
