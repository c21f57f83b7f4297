import type { Pcm } from '../core/audio.ts';
import { type Loudness, loudnessOf, type Run, runsOf } from './loudness.ts';

/** Seconds from the start of the audio. */
export type Span = { readonly startS: number; readonly endS: number };
export type AudioPiece = Span & { readonly pcm: Pcm };

export type CutOptions = {
  readonly maxSeconds: number;
  /** Shorter pieces are made only where there is no other pause; half of `maxSeconds` when absent. */
  readonly minSeconds?: number;
};

/** Shorter gaps stand between words, or inside of one before a `t` or a `p`. */
const PAUSE_SECONDS = 0.15;
/** A longer pause is no better place to cut. */
const LONG_PAUSE_SECONDS = 0.7;
const MIN_SPEECH_SECONDS = 0.08;
const MARGIN_SECONDS = 0.15;
const MAX_GAP_SECONDS = 0.3;
/** No piece at the end that is hardly a word. */
const LAST_SECONDS = 1;

/**
 * The spans in which somebody may speak, with a margin; empty for silence and for steady noise. Errs towards speech: a quiet
 * word is not to be lost.
 */
export function speechSpans(pcm: Pcm): readonly Span[] {
  const loudness = loudnessOf(pcm);
  const seconds = pcm.samples.length / pcm.rate;
  const spans: { startS: number; endS: number }[] = [];
  for (const { start, end } of joinedRuns(runsOf(loudness, 'sound'), MAX_GAP_SECONDS / loudness.frameSeconds)) {
    if ((end - start) * loudness.frameSeconds < MIN_SPEECH_SECONDS) continue;
    const startS = Math.max(0, start * loudness.frameSeconds - MARGIN_SECONDS);
    const endS = Math.min(seconds, end * loudness.frameSeconds + MARGIN_SECONDS);
    const last = spans.at(-1);
    if (last !== undefined && last.endS >= startS) last.endS = endS;
    else spans.push({ startS, endS });
  }
  return spans;
}

function joinedRuns(runs: readonly Run[], maxGap: number): readonly Run[] {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    if (last !== undefined && run.start - last.end <= maxGap) joined[joined.length - 1] = { ...last, end: run.end };
    else joined.push(run);
  }
  return joined;
}

/**
 * Cuts audio into pieces of at most `maxSeconds` that follow one another without gap or overlap. Cuts stand in pauses, long ones
 * near the limit first; only where nobody pauses at all is the quietest moment near the limit taken. The pieces share the
 * samples of `pcm`.
 */
export function cutAtPauses(pcm: Pcm, { maxSeconds, minSeconds = maxSeconds / 2 }: CutOptions): readonly AudioPiece[] {
  const { samples, rate } = pcm;
  const maxSamples = Math.max(1, Math.floor(maxSeconds * rate));
  if (samples.length === 0) return [];
  if (samples.length <= maxSamples) return [pieceOf(pcm, 0, samples.length)];
  const places = createPlaces(loudnessOf(pcm), rate);
  const pieces: AudioPiece[] = [];
  let start = 0;
  while (samples.length - start > maxSamples) {
    const latest = Math.max(
      start + Math.ceil(maxSamples / 2),
      Math.min(start + maxSamples, samples.length - Math.floor(LAST_SECONDS * rate)),
    );
    const earliest = start + Math.min(Math.floor(minSeconds * rate), latest - start - 1);
    const end = Math.min(Math.max(places(start, earliest, latest), start + 1), start + maxSamples);
    pieces.push(pieceOf(pcm, start, end));
    start = end;
  }
  pieces.push(pieceOf(pcm, start, samples.length));
  return pieces;
}

const pieceOf = ({ samples, rate }: Pcm, start: number, end: number): AudioPiece => ({
  startS: start / rate,
  endS: end / rate,
  pcm: { samples: samples.subarray(start, end), rate },
});

/** Finds the best place for a cut, in samples, between two others. */
function createPlaces(loudness: Loudness, rate: number): (start: number, earliest: number, latest: number) => number {
  const { frameSeconds, levels } = loudness;
  const frameSamples = Math.max(1, Math.round(rate * frameSeconds));
  const frameOf = (sample: number) => Math.floor(sample / frameSamples);
  const silences = runsOf(loudness, 'silence');
  const pauses = silences.filter(({ start, end }) => (end - start) * frameSeconds >= PAUSE_SECONDS);
  return (start, earliest, latest) => {
    const [low, high] = [frameOf(earliest), frameOf(latest)];
    const lowest = Math.min(low, frameOf(start + (latest - start) / 4));
    const frame =
      bestWithin(pauses, low, high, frameSeconds) ??
      bestWithin(pauses, lowest, low, frameSeconds) ??
      bestWithin(silences, low, high, frameSeconds) ??
      quietest(levels, high - Math.ceil((high - low) / 5), high);
    return frame * frameSamples;
  };
}

/** The middle of the silence that is longest within the limits; of equal ones, and in a very long one, late. */
function bestWithin(silences: readonly Run[], low: number, high: number, frameSeconds: number): number | undefined {
  let best: { readonly frame: number; readonly score: number } | undefined;
  const long = LONG_PAUSE_SECONDS / frameSeconds;
  for (let index = firstBehind(silences, low); index < silences.length; index++) {
    const { start, end } = silences[index] ?? { start: high, end: high };
    if (start >= high) break;
    const [from, to] = [Math.max(start, low), Math.min(end, high)];
    const frame = Math.floor(Math.max((from + to) / 2, to - long / 2));
    const score = Math.min(long, to - from) / long + (0.4 * (frame - low)) / (high - low);
    if (best === undefined || score >= best.score) best = { frame, score };
  }
  return best?.frame;
}

/** The first run that ends behind a frame, by halving: hours of speech have thousands of pauses. */
function firstBehind(runs: readonly Run[], frame: number): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle]?.end ?? 0) <= frame) low = middle + 1;
    else high = middle;
  }
  return low;
}

function quietest(levels: Float32Array, low: number, high: number): number {
  let best = high;
  for (let frame = high; frame >= low; frame--) {
    if ((levels[frame] ?? 0) < (levels[best] ?? 0)) best = frame;
  }
  return best;
}
