import type { Clock } from '../core/clock.ts';
import type { Uplink } from './uplink.ts';

/** What a telephone sends at a time, and what every provider takes. */
export const FRAME_MS = 20;
/** A file waits this long before it looks again whether the provider keeps up. */
const LOOK_AGAIN_MS = 20;

/** Files and what is to follow them, in the order in which callers gave them. */
export type Feed = {
  /** 16-bit samples of a whole file. */
  audio(pcm16: Uint8Array): void;
  /** Done when everything before it has been sent. */
  afterwards(action: () => void): void;
  /** Seconds of audio that wait. */
  readonly waitingS: number;
  readonly isBusy: boolean;
  /** Forgets what waits; a file in the middle of being sent ends there. */
  clear(): void;
};

type Job = { readonly pcm16: Uint8Array } | { readonly action: () => void };

/** Sends files in frames of 20 ms: as fast as the connection takes them, or where it wants that, as fast as they were spoken. */
export function createFeed(options: {
  readonly clock: Clock;
  readonly uplink: Uplink;
  /** Hz. */
  readonly rate: number;
  readonly isPaced: boolean;
  readonly signal: AbortSignal;
  /** Called for each frame that was sent. */
  readonly onFrame: () => void;
}): Feed {
  const { clock, uplink, rate, isPaced, signal, onFrame } = options;
  const frameBytes = 2 * Math.round((rate * FRAME_MS) / 1000);
  let jobs: Job[] = [];
  let waitingBytes = 0;
  let isRunning = false;
  /** Of the run that `clear` has ended. */
  let generation = 0;

  const sendAll = async (pcm16: Uint8Array, mine: number): Promise<void> => {
    let startedMs = clock.monotonicMs();
    let sentMs = 0;
    for (let offset = 0; offset < pcm16.byteLength; offset += frameBytes) {
      while (!uplink.isFree) {
        await clock.sleep(LOOK_AGAIN_MS, signal);
        // Time that passed without a connection is not to be caught up with.
        startedMs = clock.monotonicMs() - sentMs;
      }
      const aheadMs = sentMs - (clock.monotonicMs() - startedMs);
      if (isPaced && aheadMs > 0) await clock.sleep(aheadMs, signal);
      if (generation !== mine) return;
      const frame = pcm16.subarray(offset, offset + frameBytes);
      uplink.feed(frame);
      waitingBytes -= frame.byteLength;
      sentMs += FRAME_MS;
      onFrame();
    }
    // The turn must not end before its last frame has been spoken.
    const aheadMs = sentMs - (clock.monotonicMs() - startedMs);
    if (isPaced && aheadMs > 0) await clock.sleep(aheadMs, signal);
  };

  const run = async (): Promise<void> => {
    const mine = generation;
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      if ('action' in job) job.action();
      else await sendAll(job.pcm16, mine);
      if (generation !== mine) return;
    }
    isRunning = false;
  };

  const start = (): void => {
    if (isRunning || signal.aborted) return;
    isRunning = true;
    // It only ends early when the session does.
    run().catch(() => {});
  };

  return {
    get waitingS() {
      return waitingBytes / (2 * rate);
    },
    get isBusy() {
      return isRunning;
    },
    audio(pcm16) {
      jobs.push({ pcm16 });
      waitingBytes += pcm16.byteLength;
      start();
    },
    afterwards(action) {
      if (!isRunning && jobs.length === 0) return action();
      jobs.push({ action });
      start();
    },
    clear() {
      generation++;
      jobs = [];
      waitingBytes = 0;
      isRunning = false;
    },
  };
}
