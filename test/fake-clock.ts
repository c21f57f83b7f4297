import type { Clock } from '../src/core/clock.ts';
import { ProviderError } from '../src/core/errors.ts';

type Sleeper = { readonly at: number; readonly wake: () => void };

export type FakeClock = Clock & {
  /** Moves time forward, waking sleepers in order and letting what they start run in between. */
  advance(ms: number): Promise<void>;
  /** Advances to the next sleeper again and again until the work is done. Fails when nobody sleeps and nothing moves. */
  runUntil<T>(work: Promise<T>): Promise<T>;
  /** Sets only the wall clock, as an operator or NTP does. */
  setWallClock(now: number): void;
  /** How long each sleep was asked to be, in order. */
  readonly sleeps: readonly number[];
  readonly sleeping: number;
};

/** Time stands still until a test moves it. Ids are `id-1`, `id-2`, …; chance is `random` (0.5). */
export function createFakeClock({ now = Date.UTC(2026, 10, 22, 12), random = 0.5 } = {}): FakeClock {
  const sleepers = new Set<Sleeper>();
  const sleeps: number[] = [];
  let monotonic = 0;
  let wallOffset = now;
  let ids = 0;

  /** Lets promise chains and loopback I/O that are ready run, without waiting for real time. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  };

  const earliest = (): Sleeper | undefined => [...sleepers].sort((left, right) => left.at - right.at)[0];

  const wakeNext = (sleeper: Sleeper): void => {
    monotonic = Math.max(monotonic, sleeper.at);
    sleepers.delete(sleeper);
    sleeper.wake();
  };

  return {
    sleeps,
    get sleeping() {
      return sleepers.size;
    },
    // Whole, as that of every wall clock.
    now: () => Math.floor(wallOffset + monotonic),
    monotonicMs: () => monotonic,
    random: () => random,
    id: () => `id-${++ids}`,
    setWallClock: (value) => {
      wallOffset = value - monotonic;
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new ProviderError('cancelled'));
        sleeps.push(ms);
        const stop = (): void => {
          sleepers.delete(sleeper);
          reject(new ProviderError('cancelled'));
        };
        const sleeper: Sleeper = {
          at: monotonic + ms,
          wake: () => {
            signal?.removeEventListener('abort', stop);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', stop, { once: true });
      }),
    async advance(ms) {
      const target = monotonic + ms;
      await settle();
      for (let next = earliest(); next !== undefined && next.at <= target; next = earliest()) {
        wakeNext(next);
        await settle();
      }
      monotonic = target;
      await settle();
    },
    async runUntil(work) {
      let isDone = false;
      const finish = (): void => {
        isDone = true;
      };
      work.then(finish, finish);
      for (let turn = 0; turn < 10_000; turn++) {
        await settle();
        if (isDone) return work;
        const next = earliest();
        if (next !== undefined) wakeNext(next);
      }
      throw new Error('The work did not end although time went on.');
    },
  };
}
