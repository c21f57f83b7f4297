import type { Pcm } from '../core/audio.ts';
import { concatenated } from './bytes.ts';
import { resample } from './resample.ts';

export type JoinOptions = {
  /** Between the end of one piece's sound and the beginning of the next one's; 250 when absent. */
  readonly pauseMs?: number;
};

const PAUSE_MS = 250;
/** Kept of the silence beside a sound: where it seems to begin is where it is already heard. */
const GUARD_SECONDS = 0.02;
const FADE_SECONDS = 0.008;
const FRAME_SECONDS = 0.005;
/** Below the loudest sample: nobody hears it as speech. */
const SILENCE_SHARE = 10 ** (-45 / 20);

/**
 * One sound out of several, each after a natural pause: the silence where two of them meet is cut or filled to the same length,
 * and faded so that no click is heard. Rates follow the first piece; pieces without sound are left out.
 */
export function joinPcm(pieces: readonly Pcm[], { pauseMs = PAUSE_MS }: JoinOptions = {}): Pcm {
  const rate = pieces[0]?.rate ?? 16_000;
  const sounds = pieces.map((piece) => resample(piece, rate).samples).filter((samples) => loudest(samples) > 0);
  const guard = Math.round(GUARD_SECONDS * rate);
  const parts = sounds.flatMap((samples, index) => {
    const edges = soundEdges(samples, rate);
    const start = index === 0 ? 0 : Math.max(0, edges.start - guard);
    const end = index === sounds.length - 1 ? samples.length : Math.min(samples.length, edges.end + guard);
    const part = samples.slice(start, end);
    if (index > 0) fade(part, rate, 'in');
    if (index < sounds.length - 1) fade(part, rate, 'out');
    if (index === 0) return [part];
    // What was kept of the silence on both sides is part of the pause.
    const previous = soundsEnd(sounds[index - 1], rate, guard);
    const silence = Math.round((pauseMs / 1_000) * rate) - previous - (edges.start - start);
    return [new Float32Array(Math.max(0, silence)), part];
  });
  return { samples: concatenated(parts), rate };
}

const soundsEnd = (samples: Float32Array | undefined, rate: number, guard: number): number =>
  samples === undefined ? 0 : Math.min(guard, samples.length - soundEdges(samples, rate).end);

function loudest(samples: Float32Array): number {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak;
}

/** Where the sound begins and ends, in samples. */
function soundEdges(samples: Float32Array, rate: number): { readonly start: number; readonly end: number } {
  const frame = Math.max(1, Math.round(FRAME_SECONDS * rate));
  const limit = loudest(samples) * SILENCE_SHARE;
  const isSound = (start: number) => loudest(samples.subarray(start, start + frame)) > limit;
  let start = 0;
  while (start < samples.length && !isSound(start)) start += frame;
  let end = samples.length;
  while (end > start && !isSound(Math.max(0, end - frame))) end -= frame;
  return { start, end };
}

/** Half a wave of cosine: begins and ends without a corner. */
function fade(samples: Float32Array, rate: number, direction: 'in' | 'out'): void {
  const length = Math.min(Math.round(FADE_SECONDS * rate), samples.length);
  for (let index = 0; index < length; index++) {
    const at = direction === 'in' ? index : samples.length - 1 - index;
    samples[at] = (samples[at] ?? 0) * (0.5 - 0.5 * Math.cos((Math.PI * index) / length));
  }
}
