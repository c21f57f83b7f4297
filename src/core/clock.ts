import { ProviderError } from './errors.ts';

/** Time, chance and identity, injected so that tests neither wait nor guess. */
export type Clock = {
  /** Wall clock, milliseconds since 1970. For records, never for durations. */
  now(): number;
  /** Monotonic milliseconds, for durations and deadlines. */
  monotonicMs(): number;
  /** Rejects with the signal's own `ProviderError`, else with `cancelled`, when it aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** 0 <= x < 1. */
  random(): number;
  /** An unguessable id. */
  id(): string;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const cancel = () =>
        reject(signal?.reason instanceof ProviderError ? signal.reason : new ProviderError('cancelled'));
      if (signal?.aborted) return cancel();
      const stop = () => {
        clearTimeout(timer);
        cancel();
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
  random: () => Math.random(),
  id: () => crypto.randomUUID(),
};
