import { ProviderError } from '../core/errors.ts';

/**
 * Windowed-sinc resampling by a rational ratio: one short filter for each position that an output sample can have between two
 * input samples. The filters are made once per ratio and kept.
 */
export type Quality = {
  /** Where the passband ends and the stopband begins, as shares of the lower of both Nyquist frequencies. */
  readonly passband: number;
  readonly stopband: number;
  readonly attenuationDb: number;
};

/** Nothing above the new Nyquist frequency comes through: for files. */
export const FINE: Quality = { passband: 0.88, stopband: 1, attenuationDb: 74 };
/** A third of the work: what lies just above the Nyquist frequency folds back to just below it, where speech has nothing. */
export const LIVE: Quality = { passband: 0.85, stopband: 1.15, attenuationDb: 59 };

const MIN_RATE = 1_000;
const MAX_RATE = 768_000;

/** True for a number of samples a second that sound can have. */
export const isRate = (rate: number): boolean => Number.isInteger(rate) && rate >= MIN_RATE && rate <= MAX_RATE;

type Filters = {
  /** Output samples for every `down` input samples: `up`. */
  readonly up: number;
  readonly down: number;
  readonly half: number;
  readonly taps: number;
  /** `up` filters of `taps` coefficients each. */
  readonly coefficients: Float32Array;
};

/** More positions than this are rounded: the rate is then off by less than one in a million. */
const MAX_PHASES = 2_048;
/** Rates come from files: a thousand odd ones must not stay in memory. */
const MAX_KEPT = 16;
const kept = new Map<string, Filters>();

function filtersFor(from: number, to: number, quality: Quality): Filters {
  const key = `${from} ${to} ${quality.passband}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const filters = designed(from, to, quality);
  const oldest = kept.keys().next().value;
  if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  kept.set(key, filters);
  return filters;
}

function designed(from: number, to: number, { passband, stopband, attenuationDb }: Quality): Filters {
  const { up, down } = ratio(to, from);
  const limit = Math.min(1, to / from);
  const cutoff = (limit * (passband + stopband)) / 2;
  const transition = Math.PI * limit * (stopband - passband);
  const half = Math.ceil((attenuationDb - 7.95) / (2.285 * transition) / 2);
  // A multiple of four, so that the inner loop can take four steps at once.
  const taps = Math.ceil((half * 2) / 4) * 4;
  const beta = 0.1102 * (attenuationDb - 8.7);
  const coefficients = new Float32Array(up * taps);
  for (let phase = 0; phase < up; phase++) {
    const start = phase * taps;
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - half + 1 - phase / up;
      const value = sinc(cutoff * distance) * kaiser(distance / half, beta);
      coefficients[start + tap] = value;
      sum += value;
    }
    // Each position passes a constant unchanged, otherwise the positions would be heard as a tone.
    for (let tap = 0; tap < taps; tap++) coefficients[start + tap] = (coefficients[start + tap] ?? 0) / sum;
  }
  return { up, down, half, taps, coefficients };
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

const kaiser = (x: number, beta: number): number =>
  Math.abs(x) >= 1 ? 0 : bessel(beta * Math.sqrt(1 - x * x)) / bessel(beta);

function bessel(x: number): number {
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * 1e-12; n++) {
    term *= (x / (2 * n)) ** 2;
    sum += term;
  }
  return sum;
}

/** The simplest fraction that is `to / from`, or next to it when that one is too fine. */
function ratio(to: number, from: number): { readonly up: number; readonly down: number } {
  let [previousUp, up, previousDown, down] = [0, 1, 1, 0];
  let [numerator, denominator] = [to, from];
  while (denominator !== 0) {
    const whole = Math.floor(numerator / denominator);
    const nextUp = whole * up + previousUp;
    if (nextUp > MAX_PHASES && up > 0 && down > 0) break;
    [previousUp, up] = [up, nextUp];
    [previousDown, down] = [down, whole * down + previousDown];
    [numerator, denominator] = [denominator, numerator - whole * denominator];
  }
  return { up, down };
}

/** Resamples a stream of blocks as if they were one. */
export class Polyphase {
  readonly #filters: Filters;
  /** Input that later output still needs. */
  #held: Float32Array;
  /** Where the next output sample stands: `#index + #phase / up`, counted in held samples. */
  #index: number;
  #phase = 0;

  /** Throws `invalid_input` for rates that no sound has: a filter between them could have no end. */
  constructor(from: number, to: number, quality: Quality) {
    const wrong = [from, to].find((rate) => !isRate(rate));
    if (wrong !== undefined) {
      throw new ProviderError('invalid_input', { message: `Sound cannot have ${wrong} samples a second.` });
    }
    this.#filters = filtersFor(from, to, quality);
    // Silence before the first sample, so that the first output sample stands on it.
    this.#held = new Float32Array(this.#filters.half - 1);
    this.#index = this.#filters.half - 1;
  }

  push(input: Float32Array): Float32Array {
    const { up, down, half, taps, coefficients } = this.#filters;
    const held = joined(this.#held, input);
    const reach = taps - half;
    const count = Math.max(0, Math.ceil(((held.length - reach - this.#index) * up - this.#phase) / down));
    const output = new Float32Array(count);
    let index = this.#index;
    let phase = this.#phase;
    for (let n = 0; n < count; n++) {
      output[n] = dot(held, index - half + 1, coefficients, phase * taps, taps);
      phase += down;
      const steps = Math.floor(phase / up);
      index += steps;
      phase -= steps * up;
    }
    const drop = Math.max(0, Math.min(held.length, index - half + 1));
    this.#held = held.slice(drop);
    this.#index = index - drop;
    this.#phase = phase;
    return output;
  }

  /** What is still held back; nothing may be pushed after it. */
  end(): Float32Array {
    return this.push(new Float32Array(this.#filters.taps));
  }
}

function joined(first: Float32Array, second: Float32Array): Float32Array {
  const both = new Float32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Four sums side by side: the processor does not wait for one addition to end before the next. */
function dot(a: Float32Array, aStart: number, b: Float32Array, bStart: number, length: number): number {
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let n = 0; n < length; n += 4) {
    s0 += (a[aStart + n] ?? 0) * (b[bStart + n] ?? 0);
    s1 += (a[aStart + n + 1] ?? 0) * (b[bStart + n + 1] ?? 0);
    s2 += (a[aStart + n + 2] ?? 0) * (b[bStart + n + 2] ?? 0);
    s3 += (a[aStart + n + 3] ?? 0) * (b[bStart + n + 3] ?? 0);
  }
  return s0 + s1 + s2 + s3;
}
