import type { Clock } from '../core/clock.ts';
import { asProviderError, type ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { Attempt } from '../core/receipt.ts';
import type { Breakers } from './breaker.ts';
import { type Deadline, tiedSignal } from './deadline.ts';
import { ERROR_POLICY } from './error-policy.ts';
import type { Limiter } from './limiter.ts';
import type { Candidate } from './resolve.ts';
import type { Retries } from './retry.ts';

export type Guards = {
  readonly clock: Clock;
  readonly log: Log;
  readonly breakers: Breakers;
  readonly limiter: Limiter;
  readonly retries: Retries;
  /** True once the head of an answer to this signal's request had arrived. */
  readonly hasAnswered: (signal: AbortSignal) => boolean;
};

export type Attempting = {
  readonly candidate: Candidate;
  readonly deadline: Deadline;
  /** Text was passed on already: never start again. */
  readonly hasPassedOn: () => boolean;
  /** The request begins work that costs: it is repeated only when the provider certainly did not take it. */
  readonly isStart?: boolean;
  /** It only looks at work that was begun: no guard holds it back, and it is not repeated. */
  readonly isFollowing?: boolean;
  /** Told for each try that did not end well. */
  readonly note: (attempt: Attempt, failure: { readonly error: ProviderError; readonly mayBeBilled: boolean }) => void;
};

/** Tries one candidate until it answers, may not be asked again, or time is up. */
export async function attemptCandidate<T>(
  work: (signal: AbortSignal) => Promise<T>,
  guards: Guards,
  attempting: Attempting,
): Promise<T> {
  const { clock, log, retries } = guards;
  const { candidate, deadline, note } = attempting;
  for (let retry = 0; ; retry++) {
    const tried = await tryOnce(work, guards, attempting);
    if (tried.ok) return tried.value;
    const { error, ms, wasSent, answered } = tried;
    note(
      { model: candidate.ref, outcome: wasSent ? 'error' : 'skipped', ms, reason: reasonOf(error) },
      { error, mayBeBilled: wasSent && mayBeBilled(error) },
    );
    const mayTryAgain =
      attempting.isFollowing !== true && wasSent && !deadline.signal.aborted && !attempting.hasPassedOn();
    const remainingMs = deadline.remainingMs();
    const mayBeUnderWay = answered || attempting.isStart === true;
    const failed = { error, retries: retry, answered: mayBeUnderWay, remainingMs };
    const pause = mayTryAgain ? retries.pauseBefore(failed) : undefined;
    if (pause === undefined) throw error;
    log.debug('Trying again.', {
      provider: candidate.definition.id,
      model: candidate.model,
      code: error.code,
      ms: pause,
    });
    await deadline.race(clock.sleep(pause, deadline.signal));
  }
}

type Tried<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly error: ProviderError;
      readonly ms: number;
      /** False when a guard of ours refused before anything left. */
      readonly wasSent: boolean;
      readonly answered: boolean;
    };

async function tryOnce<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { clock, breakers, limiter, retries, hasAnswered }: Guards,
  { candidate, deadline, isFollowing }: Attempting,
): Promise<Tried<T>> {
  const started = clock.monotonicMs();
  // Each try has a signal of its own, by which the catalogue remembers whether bytes came.
  const { signal, release } = tiedSignal(deadline.signal);
  const failed = (thrown: unknown, wasSent: boolean): Tried<T> => ({
    ok: false,
    // A provider's own words for an abort say less than why the call ended.
    error: asProviderError(deadline.signal.aborted ? deadline.signal.reason : thrown),
    ms: clock.monotonicMs() - started,
    wasSent,
    answered: hasAnswered(signal),
  });

  if (isFollowing === true) {
    return deadline
      .race(work(signal))
      .then(
        (value): Tried<T> => ({ ok: true, value }),
        (thrown: unknown) => failed(thrown, true),
      )
      .finally(release);
  }
  let leave: (() => void) | undefined;
  let report: ReturnType<Breakers['enter']>;
  try {
    leave = await limiter.acquire(candidate.definition.id, deadline.signal);
    report = breakers.enter(candidate.ref);
  } catch (thrown) {
    leave?.();
    release();
    return failed(thrown, false);
  }
  try {
    retries.countCall();
    const value = await deadline.race(work(signal));
    report('success');
    return { ok: true, value };
  } catch (thrown) {
    const tried = failed(thrown, true);
    const counts = !tried.ok && ERROR_POLICY[tried.error.code].breaker;
    report(counts ? 'failure' : 'neutral');
    return tried;
  } finally {
    release();
    leave();
  }
}

const LONGEST_REASON = 300;

/** Why a try failed, as the receipt tells it. */
export const reasonOf = (error: ProviderError): string => `${error.code}: ${error.message}`.slice(0, LONGEST_REASON);

/** An error answer is not billed; a call that ended without one may have been worked on. */
const mayBeBilled = (error: ProviderError): boolean =>
  error.processed && (error.status === undefined || error.status < 400) && error.code !== 'internal';
