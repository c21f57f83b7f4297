import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Operation, OperationState, RemoteWork } from '../core/operation.ts';
import { raceWith } from './deadline.ts';

const FIRST_POLL_MS = 1000;
const LONGEST_POLL_MS = 15_000;
const LONGEST_PAUSE_MS = 60_000;
const GROWTH = 1.5;
const CANCEL_MS = 2000;
/** Looks in a row that may find nothing or something senseless: a provider that just took the work may not know it yet. */
const UNCLEAR_LOOKS = 3;

/** Failures of a look that say nothing about the work. */
const PASSING: ReadonlySet<string> = new Set(['rate_limited', 'overloaded', 'network', 'timeout']);
const UNCLEAR: ReadonlySet<string> = new Set(['not_found', 'bad_response']);

export type Following = {
  readonly clock: Clock;
  /** Aborts when nobody waits for the work any more; it is then ended at the provider too. */
  readonly signal: AbortSignal;
  /** Given the ending of work that nobody waits for: it takes 2 s at most. */
  readonly tidy: (ending: Promise<void>) => void;
  /** The share of the work that is done (0–1), where the provider says. Never goes back. */
  readonly onProgress?: (done: number) => void;
};

/** Begins the work, which costs from then on: an abort that comes while it begins ends it as soon as its id is known. */
export async function startRemote<Request, Result>(
  work: RemoteWork<Request, Result>,
  request: Request,
  { signal, clock, tidy }: Following,
): Promise<Operation> {
  const operation = await work.start(request, { signal });
  if (!signal.aborted) return operation;
  tidy(cancelRemote(work, operation, clock));
  throw asProviderError(signal.reason);
}

/**
 * Looks at the work, with growing pauses, until it has ended. Throws the provider's failure. A look that fails in passing is
 * repeated: only the signal gives the work up, and what is given up is ended at the provider.
 */
export async function followRemote<Request, Result>(
  work: RemoteWork<Request, Result>,
  operation: Operation,
  following: Following,
): Promise<Result> {
  const { clock, signal, tidy } = following;
  const state = await lastState(work, operation, following).catch((thrown: unknown) => {
    tidy(cancelRemote(work, operation, clock));
    throw signal.aborted ? asProviderError(signal.reason) : thrown;
  });
  if (state.status === 'succeeded') return state.result;
  if (state.status === 'failed') throw state.error;
  throw new ProviderError('cancelled', { message: 'The work was cancelled at the provider.' });
}

type Ended<Result> = Exclude<OperationState<Result>, { readonly status: 'queued' | 'running' }>;

const isEnded = <Result>(state: OperationState<Result>): state is Ended<Result> =>
  state.status !== 'queued' && state.status !== 'running';

async function lastState<Request, Result>(
  work: RemoteWork<Request, Result>,
  operation: Operation,
  { clock, signal, onProgress }: Following,
): Promise<Ended<Result>> {
  const firstMs = work.pollMs ?? FIRST_POLL_MS;
  let unclear = 0;
  let done = 0;
  for (let pauseMs = firstMs, askedMs = 0; ; pauseMs = Math.min(pauseMs * GROWTH, Math.max(LONGEST_POLL_MS, firstMs))) {
    await clock.sleep(Math.max(pauseMs, askedMs), signal);
    askedMs = 0;
    try {
      const state = await raceWith(signal, work.poll(operation, { signal }));
      if (isEnded(state)) return state;
      unclear = 0;
      if (state.progress !== undefined && state.progress > done) {
        done = Math.min(1, state.progress);
        onProgress?.(done);
      }
    } catch (thrown) {
      const error = asProviderError(thrown);
      const isForgiven = PASSING.has(error.code) || (UNCLEAR.has(error.code) && ++unclear <= UNCLEAR_LOOKS);
      if (signal.aborted || !isForgiven) throw error;
      askedMs = Number.isNaN(error.retryAfterMs) ? 0 : Math.min(LONGEST_PAUSE_MS, error.retryAfterMs ?? 0);
    }
  }
}

/** Ends the work at the provider as far as it can be: asked once, never a reason to fail. */
async function cancelRemote<Request, Result>(
  work: RemoteWork<Request, Result>,
  operation: Operation,
  clock: Clock,
): Promise<void> {
  if (work.cancel === undefined) return;
  const over = new AbortController();
  const asked = work.cancel(operation, { signal: over.signal }).catch(() => undefined);
  const late = clock.sleep(CANCEL_MS, over.signal).catch(() => undefined);
  await Promise.race([asked, late]);
  over.abort(new ProviderError('cancelled'));
}
