import { ProviderError } from '../core/errors.ts';
import type { ProviderHealth } from '../core/health.ts';

export type Limiter = {
  /** Waits for a slot of this provider, first come first served. The returned function frees it. */
  acquire(provider: string, signal: AbortSignal): Promise<() => void>;
  health(): readonly ProviderHealth[];
};

export type LimiterOptions = { readonly concurrency?: number; readonly queue?: number };

type Waiter = { readonly start: () => void };
type Lane = { running: number; readonly waiting: Set<Waiter> };

/**
 * At most 16 calls of one provider run at once and 256 wait; each provider has a lane of its own, so one that hangs
 * keeps nobody else waiting. A waiter whose call is cancelled leaves at once.
 */
export function createLimiter({ concurrency = 16, queue = 256 }: LimiterOptions = {}): Limiter {
  const lanes = new Map<string, Lane>();

  const laneOf = (provider: string): Lane => {
    const known = lanes.get(provider);
    if (known !== undefined) return known;
    const created: Lane = { running: 0, waiting: new Set() };
    lanes.set(provider, created);
    return created;
  };

  const occupy = (lane: Lane): (() => void) => {
    lane.running++;
    let isFree = false;
    return () => {
      if (isFree) return;
      isFree = true;
      lane.running--;
      const [next] = lane.waiting;
      next?.start();
    };
  };

  return {
    async acquire(provider, signal) {
      const lane = laneOf(provider);
      if (signal.aborted) throw new ProviderError('cancelled', { processed: false });
      if (lane.running < concurrency) return occupy(lane);
      if (lane.waiting.size >= queue) {
        throw new ProviderError('overloaded', {
          provider,
          message: `${lane.running} calls to ${provider} are running and ${queue} wait already.`,
          hint: 'Try again when some have finished, or use another provider.',
          retryAfterMs: 1000,
          processed: false,
        });
      }
      return new Promise((resolve, reject) => {
        const leave = (): void => {
          lane.waiting.delete(waiter);
          reject(new ProviderError('cancelled', { processed: false }));
        };
        const waiter: Waiter = {
          start: () => {
            lane.waiting.delete(waiter);
            signal.removeEventListener('abort', leave);
            resolve(occupy(lane));
          },
        };
        lane.waiting.add(waiter);
        signal.addEventListener('abort', leave, { once: true });
      });
    },
    health: () =>
      [...lanes].map(([provider, lane]) => ({ provider, running: lane.running, queued: lane.waiting.size })),
  };
}
