import type { Clock } from '../core/clock.ts';
import type { ProviderError } from '../core/errors.ts';
import { ERROR_POLICY, isCertificateError } from './error-policy.ts';

const MAX_RETRIES = 2;
const BASE_MS = 500;
const CAP_MS = 8000;
/** A provider that asks for a longer pause is not waited for. */
const LONGEST_PAUSE_MS = 30_000;
const BUDGET_SHARE = 0.1;
const BUDGET_FLOOR = 10;
const BUDGET_WINDOW_MS = 60_000;

type FailedTry = {
  readonly error: ProviderError;
  /** Retries of this candidate so far in this run. */
  readonly retries: number;
  /** Something of an answer had arrived, so the provider may have done and billed the work. */
  readonly answered: boolean;
  /** What is left of the total deadline. */
  readonly remainingMs: number;
};

export type Retries = {
  /** Counts a call; a tenth of the last minute's calls may be retries. */
  countCall(): void;
  /** Milliseconds to wait before the next try, or `undefined` when there must be none. Takes from the budget. */
  pauseBefore(failed: FailedTry): number | undefined;
};

/** The process-wide retry rule: at most 2 a candidate, full jitter, Retry-After honoured, 10 % of a minute's calls. */
export function createRetries(clock: Clock): Retries {
  const calls: number[] = [];
  const retries: number[] = [];

  const withinBudget = (): boolean => {
    forgetBefore(clock.monotonicMs() - BUDGET_WINDOW_MS, calls);
    forgetBefore(clock.monotonicMs() - BUDGET_WINDOW_MS, retries);
    return retries.length < BUDGET_FLOOR + calls.length * BUDGET_SHARE;
  };

  return {
    countCall() {
      forgetBefore(clock.monotonicMs() - BUDGET_WINDOW_MS, calls);
      calls.push(clock.monotonicMs());
    },
    pauseBefore(failed) {
      if (failed.retries >= MAX_RETRIES || !mayRepeat(failed)) return undefined;
      const pause = pauseFor(failed, clock.random());
      if (pause === undefined || pause >= failed.remainingMs || !withinBudget()) return undefined;
      retries.push(clock.monotonicMs());
      return pause;
    },
  };
}

function mayRepeat({ error, answered }: FailedTry): boolean {
  if (!ERROR_POLICY[error.code].retry || isCertificateError(error)) return false;
  if (!error.processed) return true;
  // A reset before the head of an answer is repeated; a timeout is not: the provider may still be at work.
  return error.code === 'network' && !answered && error.status === undefined;
}

function pauseFor({ error, retries }: FailedTry, random: number): number | undefined {
  const asked = error.retryAfterMs;
  if (asked !== undefined && Number.isFinite(asked) && asked >= 0) {
    // A little jitter, so that all who were told the same moment do not come back in it.
    return asked > LONGEST_PAUSE_MS ? undefined : asked + random * Math.min(500, asked / 4);
  }
  if (asked === Number.POSITIVE_INFINITY) return undefined;
  return random * Math.min(CAP_MS, BASE_MS * 2 ** retries);
}

/** The lists are in time order, so the old ones stand in front. */
function forgetBefore(oldest: number, times: number[]): void {
  const keep = times.findIndex((time) => time > oldest);
  times.splice(0, keep === -1 ? times.length : keep);
}
