import { hostname } from 'node:os';
import type { Clock } from '../core/clock.ts';
import { isRunning } from '../core/running.ts';

/** An owner that gave no sign of life for so long is gone, by the watcher's own monotonic time. */
const LEASE_MS = 15_000;

/** Names this process among all that share the data folder. */
export const ownerName = (clock: Clock): string => `${hostname()}|${process.pid}|${clock.id()}`;

export type Watch = (owner: string, beat: number) => boolean;

/**
 * Tells whether an owner is gone. A process of this machine is looked for; any other is given up when its count of signs of
 * life stands still, so that a clock which jumps takes nobody's work away.
 */
export function watchOwners(self: string, clock: Clock): Watch {
  const seen = new Map<string, { readonly beat: number; readonly atMs: number }>();
  return (owner, beat) => {
    if (owner === self) return false;
    if (owner === '' || isDeadHere(owner)) return true;
    const last = seen.get(owner);
    if (last?.beat === beat) return clock.monotonicMs() - last.atMs >= LEASE_MS;
    seen.set(owner, { beat, atMs: clock.monotonicMs() });
    return false;
  };
}

function isDeadHere(owner: string): boolean {
  const [host, pid] = owner.split('|');
  return host === hostname() && !isRunning(Number(pid));
}
