import { concatenated } from '../audio/bytes.ts';
import { joinPcm } from '../audio/join.ts';
import type { Pcm } from '../core/audio.ts';

/** Sound on each side of a seam that is looked at. Providers begin and end with less silence than that. */
const SEAM_SECONDS = 2;
/** Below it a stretch is silence, and says nothing of where the sound ends. */
const QUIET = 0.003;

/**
 * Spoken pieces of one rate as one sound. Only the seams are looked at and the rest is copied: an hour would otherwise keep
 * everybody else waiting for seconds.
 */
export function joinSpeech(pieces: readonly Pcm[]): Pcm {
  const [first, ...rest] = pieces;
  const rate = first?.rate ?? 1;
  const most = Math.round(SEAM_SECONDS * rate);
  const parts: Float32Array[] = [];
  let pending = first?.samples ?? new Float32Array();
  for (const { samples } of rest) {
    const tail = pending.subarray(tailStart(pending, most));
    const head = samples.subarray(0, headEnd(samples, most));
    const seam = joinPcm([
      { samples: tail, rate },
      { samples: head, rate },
    ]);
    parts.push(pending.subarray(0, pending.length - tail.length), seam.samples);
    pending = samples.subarray(head.length);
  }
  parts.push(pending);
  return { samples: concatenated(parts), rate };
}

/** At most half of a piece, so that its other seam has sound too; all of it where that is silent. */
function tailStart(samples: Float32Array, most: number): number {
  const start = samples.length - Math.min(most, Math.ceil(samples.length / 2));
  return isQuiet(samples.subarray(start)) ? 0 : start;
}

function headEnd(samples: Float32Array, most: number): number {
  const end = Math.min(most, Math.floor(samples.length / 2));
  return isQuiet(samples.subarray(0, end)) ? samples.length : end;
}

function isQuiet(samples: Float32Array): boolean {
  for (let index = 0; index < samples.length; index++) if (Math.abs(samples[index] ?? 0) > QUIET) return false;
  return true;
}
