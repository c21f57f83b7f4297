import type { Link } from './link.ts';

const FRAME_MS = 20;

/**
 * Sends a frame on each link every 20 ms for so long, each link at a moment of its own, as microphones do. After a pause of
 * the machine it catches up.
 */
export async function talk(links: readonly Link[], ms: number): Promise<void> {
  const started = performance.now();
  const frames = Math.floor(ms / FRAME_MS);
  let round = 0;
  let next = 0;
  while (round < frames) {
    const elapsed = performance.now() - started;
    while (round < frames && round * FRAME_MS + (next * FRAME_MS) / links.length <= elapsed) {
      links[next]?.frame();
      next++;
      if (next < links.length) continue;
      next = 0;
      round++;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Waits until all that was sent is back, or nothing has come for a while. */
export async function settle(links: readonly Link[], quietMs = 2_000): Promise<void> {
  const missing = (): number => links.reduce((sum, { sent, back, lost }) => sum + sent - back - lost, 0);
  let last = missing();
  let since = performance.now();
  while (last > 0 && performance.now() - since < quietMs) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = missing();
    if (now !== last) since = performance.now();
    last = now;
  }
}
