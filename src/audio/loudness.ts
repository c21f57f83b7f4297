import type { Pcm } from '../core/audio.ts';

/** Loudness frame by frame, and how loud a frame must be to be more than the room it was recorded in. */
export type Loudness = {
  readonly frameSeconds: number;
  /** Decibels below full scale, smoothed. */
  readonly levels: Float32Array;
  readonly thresholds: Float32Array;
};

const FRAME_SECONDS = 0.01;
const QUIETEST = -100;
/** The room is judged by what is around a moment: recordings change. */
const AROUND_SECONDS = 15;
const NOISE_SHARE = 0.1;
const VOICE_SHARE = 0.95;
/** What is louder than this is never taken for silence, however steady it is. */
const SURELY_SOUND = -30;
const SURELY_SILENCE = -70;

export function loudnessOf(pcm: Pcm): Loudness {
  const levels = levelsOf(pcm);
  const framesASecond = Math.round(1 / FRAME_SECONDS);
  const thresholds = new Float32Array(levels.length);
  let second = 0;
  for (const threshold of secondThresholds(levels, framesASecond)) {
    thresholds.fill(threshold, second * framesASecond, (second + 1) * framesASecond);
    second += 1;
  }
  return { frameSeconds: FRAME_SECONDS, levels, thresholds };
}

function levelsOf({ samples, rate }: Pcm): Float32Array {
  const size = Math.max(1, Math.round(rate * FRAME_SECONDS));
  const powers = new Float32Array(Math.ceil(samples.length / size));
  for (let frame = 0; frame < powers.length; frame++) {
    const start = frame * size;
    const end = Math.min(samples.length, start + size);
    let [sum, squares] = [0, 0];
    for (let index = start; index < end; index++) {
      const value = samples[index] ?? 0;
      sum += value;
      squares += value * value;
    }
    // Without the mean: a constant offset is no sound.
    const count = end - start;
    powers[frame] = Math.max(0, squares / count - (sum / count) ** 2);
  }
  return powers.map((power, frame) => {
    const smooth = ((powers[frame - 1] ?? power) + power + (powers[frame + 1] ?? power)) / 3;
    return Math.max(QUIETEST, 10 * Math.log10(smooth + 1e-12));
  });
}

/** One threshold a second, from a histogram of the levels around it that is moved along. */
function* secondThresholds(levels: Float32Array, framesASecond: number): Generator<number> {
  const seconds = Math.ceil(levels.length / framesASecond);
  const histogram = new Float64Array(1 - QUIETEST);
  const count = (second: number, by: number) => {
    if (second < 0 || second >= seconds) return;
    for (const level of levels.subarray(second * framesASecond, (second + 1) * framesASecond)) {
      const bin = Math.min(histogram.length - 1, Math.round(level - QUIETEST));
      histogram[bin] = (histogram[bin] ?? 0) + by;
    }
  };
  for (let second = 0; second < AROUND_SECONDS; second++) count(second, 1);
  for (let second = 0; second < seconds; second++) {
    count(second + AROUND_SECONDS, 1);
    count(second - AROUND_SECONDS - 1, -1);
    yield threshold(quantile(histogram, NOISE_SHARE), quantile(histogram, VOICE_SHARE));
  }
}

/** A quarter of the way from the noise to the voice, at least 6 dB above the one and not more than 40 below the other. */
function threshold(noise: number, voice: number): number {
  const floor = Math.max(noise, -75);
  const level = Math.max(floor + Math.max(6, (voice - floor) / 4), voice - 40, SURELY_SILENCE);
  return Math.min(level, SURELY_SOUND);
}

function quantile(histogram: Float64Array, share: number): number {
  const wanted = histogram.reduce((sum, value) => sum + value, 0) * share;
  let sum = 0;
  const bin = histogram.findIndex((value) => {
    sum += value;
    return sum >= wanted && sum > 0;
  });
  return Math.max(0, bin) + QUIETEST;
}

/** Runs of frames on one side of the threshold: frame numbers, the end not included. */
export type Run = { readonly start: number; readonly end: number };

export function runsOf({ levels, thresholds }: Loudness, side: 'sound' | 'silence'): readonly Run[] {
  const runs: Run[] = [];
  let start: number | undefined;
  for (let frame = 0; frame <= levels.length; frame++) {
    const isLoud = (levels[frame] ?? 0) > (thresholds[frame] ?? 0);
    const isInside = frame < levels.length && isLoud === (side === 'sound');
    if (isInside) start ??= frame;
    else if (start !== undefined) {
      runs.push({ start, end: frame });
      start = undefined;
    }
  }
  return runs;
}
