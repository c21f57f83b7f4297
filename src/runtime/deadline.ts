import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';

/** The end of one call: the caller's cancel or the total time, whichever comes first. */
export type Deadline = {
  /** Aborts at the end, with the `ProviderError` as its reason. */
  readonly signal: AbortSignal;
  remainingMs(): number;
  /** The promise's value, or the end's error as soon as it comes, even if the work ignores the signal. */
  race<T>(work: Promise<T>): Promise<T>;
  /** Releases the timer and the listener. */
  release(): void;
};

/** Why a clock stops that nobody needs any more. One for all: an error of its own would cost each call a stack. */
export const RELEASED = new ProviderError('cancelled');

export function startDeadline(clock: Clock, totalMs: number, cancel: AbortSignal): Deadline {
  const endsAt = clock.monotonicMs() + totalMs;
  const ending = new AbortController();
  const finished = new AbortController();

  const onCancel = (): void =>
    ending.abort(cancel.reason instanceof ProviderError ? cancel.reason : new ProviderError('cancelled'));
  if (cancel.aborted) onCancel();
  else cancel.addEventListener('abort', onCancel, { once: true });

  clock.sleep(totalMs, finished.signal).then(
    () =>
      ending.abort(
        new ProviderError('timeout', {
          message: `The call took longer than its total of ${Math.round(totalMs / 1000)} s.`,
          hint: 'Ask for less at once, or stream.',
        }),
      ),
    () => undefined,
  );

  return {
    signal: ending.signal,
    remainingMs: () => Math.max(0, endsAt - clock.monotonicMs()),
    race: (work) => raceWith(ending.signal, work),
    release() {
      cancel.removeEventListener('abort', onCancel);
      finished.abort(RELEASED);
    },
  };
}

/**
 * A signal of its own that ends with another. Not `AbortSignal.any`: what that makes stays until the next full collection,
 * and is copied by every one before it.
 */
export function tiedSignal(other: AbortSignal): { readonly signal: AbortSignal; readonly release: () => void } {
  const own = new AbortController();
  const end = (): void => own.abort(other.reason);
  if (other.aborted) end();
  else other.addEventListener('abort', end, { once: true });
  return { signal: own.signal, release: () => other.removeEventListener('abort', end) };
}

/** The same end, or an earlier one. The deadline it comes from is the one to release. */
export function endingWith(deadline: Deadline, earlier: AbortSignal): Deadline {
  const signal = AbortSignal.any([deadline.signal, earlier]);
  return {
    signal,
    remainingMs: deadline.remainingMs,
    race: (work) => raceWith(signal, work),
    release: () => undefined,
  };
}

/** The promise's value, or the signal's reason as soon as it aborts, even if the work ignores it. */
export function raceWith<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}
