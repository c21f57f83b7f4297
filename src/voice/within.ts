import type { Clock } from '../core/clock.ts';

/** Waits for the work, whether it succeeds or fails, but no longer than so many ms. */
export async function withinMs(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const stop = new AbortController();
  try {
    await Promise.race([work, clock.sleep(ms, stop.signal)]);
  } catch {
    // What was waited for has failed, which is over too.
  } finally {
    stop.abort();
  }
}
