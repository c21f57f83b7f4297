import { ProviderError } from './errors.ts';

/** Waits for a place and gives the function that frees it. Rejects with `cancelled` when aborted while waiting. */
export type Turns = (signal: AbortSignal) => Promise<() => void>;

/** Lets at most `places` go on at a time, in the order in which they asked. */
export function createTurns(places: number): Turns {
  const waiting: (() => void)[] = [];
  let busy = 0;

  function done(): void {
    const next = waiting.shift();
    // The place is handed on, so `busy` stays as it is.
    if (next === undefined) busy -= 1;
    else next();
  }

  return async (signal) => {
    if (signal.aborted) throw new ProviderError('cancelled');
    if (busy < places) busy += 1;
    else {
      await new Promise<void>((resolve, reject) => {
        const stop = () => {
          waiting.splice(waiting.indexOf(next), 1);
          reject(new ProviderError('cancelled'));
        };
        const next = () => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        waiting.push(next);
        signal.addEventListener('abort', stop, { once: true });
      });
    }
    return done;
  };
}
