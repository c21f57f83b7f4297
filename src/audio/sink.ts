import type { Pcm } from '../core/audio.ts';
import { ProviderError } from '../core/errors.ts';
import { concatenated } from './bytes.ts';
import { isRate } from './polyphase.ts';
import { createFileResampler, type FileResampler } from './resample.ts';

/** A piece of decoded sound: one array of equal length for each channel. */
export type Block = { readonly channels: readonly Float32Array[]; readonly rate: number };

/** One gibibyte of samples: four hours at 16 kHz and a little more. */
const MAX_SAMPLES = 268_435_456;

/** Samples of all channels that a byte may become: what is silent packs well, what is more was made to swell. */
const MAX_INFLATION = 4_096;
const ALWAYS_ALLOWED = 67_108_864;
/** Four hours of stereo at 96 kHz, and a little more. */
const NEVER_ALLOWED = 3_000_000_000;

export type SinkOptions = {
  readonly rate?: number;
  readonly maxSeconds: number;
  /** Of the file that the blocks come from. */
  readonly bytes: number;
};

/**
 * Mixes blocks to one channel at one rate (the first block's own, unless one is asked for). Throws `invalid_input` as soon as
 * there is more than may be held, however small the file was.
 */
export class Sink {
  readonly #options: SinkOptions;
  readonly #pieces: Float32Array[] = [];
  #resampler: { readonly from: number; readonly filter: FileResampler } | undefined;
  #rate: number;
  #seconds = 0;
  #decoded = 0;
  #samples = 0;

  constructor(options: SinkOptions) {
    this.#options = options;
    this.#rate = options.rate ?? 0;
  }

  push({ channels, rate }: Block): void {
    const mono = mixed(channels);
    if (mono.length === 0) return;
    if (!isRate(rate)) {
      throw new ProviderError('invalid_input', { message: `The audio says that it has ${rate} samples a second.` });
    }
    if (this.#rate === 0) this.#rate = rate;
    this.#decoded += mono.length * channels.length;
    const believable = Math.max(ALWAYS_ALLOWED, this.#options.bytes * MAX_INFLATION);
    if (this.#decoded > Math.min(believable, NEVER_ALLOWED)) {
      throw new ProviderError('invalid_input', { message: 'The audio is packed tighter than sound can be.' });
    }
    this.#seconds += mono.length / rate;
    if (this.#seconds > this.#options.maxSeconds) {
      throw new ProviderError('invalid_input', {
        message: `The audio is longer than ${Math.round(this.#options.maxSeconds)} seconds.`,
        hint: 'Cut it into shorter files.',
      });
    }
    if (this.#resampler?.from !== rate) {
      this.#keep(this.#resampler?.filter.end());
      this.#resampler = { from: rate, filter: createFileResampler(rate, this.#rate) };
    }
    this.#keep(this.#resampler.filter.push(mono));
  }

  end(): Pcm {
    this.#keep(this.#resampler?.filter.end());
    this.#resampler = undefined;
    return { samples: concatenated(this.#pieces.splice(0)), rate: this.#rate };
  }

  #keep(piece: Float32Array | undefined): void {
    if (piece === undefined || piece.length === 0) return;
    this.#samples += piece.length;
    if (this.#samples > MAX_SAMPLES) {
      throw new ProviderError('invalid_input', {
        message: `The audio is too long to be held at ${this.#rate} samples a second.`,
        hint: 'Cut it into shorter files.',
      });
    }
    this.#pieces.push(piece);
  }
}

/** Two channels of which one is the other turned over would cancel out, and a voice with them: one wire was swapped. */
const CANCELLED = 0.001;

function mixed(channels: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(), ...others] = channels;
  if (others.length === 0) return first;
  const sum = first.slice();
  for (const channel of others) {
    for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) + (channel[index] ?? 0);
  }
  for (let index = 0; index < sum.length; index++) sum[index] = (sum[index] ?? 0) / channels.length;
  return others.length === 1 && powerOf(sum) < powerOf(first) * CANCELLED ? first : sum;
}

function powerOf(samples: Float32Array): number {
  let power = 0;
  for (const sample of samples) power += sample * sample;
  return power;
}
