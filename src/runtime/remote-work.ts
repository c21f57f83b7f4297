import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Operation, OperationState, RemoteWork } from '../core/operation.ts';
import type { Asking, AskOptions } from './asking.ts';
import { raceWith } from './deadline.ts';
import { isLeaving } from './leaving.ts';

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

type Work<Result> = Pick<RemoteWork<never, Result>, 'poll' | 'cancel' | 'pollMs' | 'takesClientId'> & {
  /** Begins it. The id is the same whenever the same work is begun again. */
  start(clientId: string, signal: AbortSignal): Promise<Operation>;
  readonly cancelStopsBilling?: boolean | undefined;
};

export type Doing<Result, Final> = Pick<AskOptions, 'share' | 'deadline'> & {
  /** Which part of the request it is; the same when the call is repeated. */
  readonly part: number;
  /** The share of the work that is done (0–1), where the provider says. Never goes back. */
  readonly onProgress?: (done: number) => void;
  /** Takes what was made to where it is kept. An address that has expired (`not_found`) is asked for once more. */
  readonly receive: (result: Result, signal: AbortSignal) => Promise<Final>;
};

/**
 * Work that a provider does on its own time, from its beginning, or from where an earlier process left it, to its result.
 * It is written down before it is begun and again when it has an id, so that nobody ever begins it twice.
 */
export async function doRemote<Result, Final>(
  work: Work<Result>,
  asking: Asking,
  doing: Doing<Result, Final>,
): Promise<Final> {
  const operation = asking.journal?.step(doing.part)?.operation ?? (await begin(work, asking, doing));
  try {
    const options = { share: doing.share, deadline: doing.deadline, isStart: true, isFollowing: true };
    return await asking.ask((signal) => follow(work, operation, { ...asking, ...doing, signal }), options);
  } catch (thrown) {
    const error = asProviderError(thrown);
    // What took too long can be looked at again, and what goes on elsewhere will be.
    if (error.code !== 'timeout' && !isLeaving(error)) await asking.journal?.forget(doing.part);
    throw error.code === 'timeout' && asking.journal !== undefined ? unfinished(error, operation, asking) : error;
  }
}

async function begin<Result, Final>(
  work: Work<Result>,
  asking: Asking,
  { part, share, deadline }: Doing<Result, Final>,
): Promise<Operation> {
  const { journal, model, clock, tidy } = asking;
  const known = journal?.step(part);
  if (known !== undefined && work.takesClientId !== true) {
    await journal?.forget(part);
    throw unknownOutcome(model);
  }
  const clientId = known?.clientId ?? clock.id();
  try {
    const operation = await asking.ask(
      async (signal) => {
        await journal?.begin(part, { model, clientId, onCancel: onCancel(work, model) });
        const starting = work.start(clientId, unlessLeaving(signal));
        // A server that stops waits for the answer to what it has asked for, so that the next one knows the work.
        const keep = (): void => {
          if (!isLeaving(signal.reason)) return;
          const known = starting.then((begun) => journal?.began(part, begun)).catch(() => undefined);
          tidy(Promise.race([known, clock.sleep(CANCEL_MS).catch(() => undefined)]));
        };
        signal.addEventListener('abort', keep, { once: true });
        const begun = await starting;
        signal.removeEventListener('abort', keep);
        if (!signal.aborted) return begun;
        if (!isLeaving(signal.reason)) tidy(cancelRemote(work, begun, clock));
        throw asProviderError(signal.reason);
      },
      { share, isStart: true, ...(deadline !== undefined && { deadline }) },
    );
    await journal?.began(part, operation);
    return operation;
  } catch (thrown) {
    // A process that stops may have begun it: the next one must know.
    if (!isLeaving(thrown)) await journal?.forget(part).catch(() => undefined);
    throw thrown;
  }
}

/** Aborts as the signal does, except when the work goes on elsewhere. */
function unlessLeaving(signal: AbortSignal): AbortSignal {
  const ending = new AbortController();
  const end = (): void => {
    if (!isLeaving(signal.reason)) ending.abort(signal.reason);
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return ending.signal;
}

type Following<Result, Final> = Asking & Doing<Result, Final> & { readonly signal: AbortSignal };

/**
 * Looks at the work, with growing pauses, until it has ended. Throws the provider's failure. A look that fails in passing is
 * repeated: only the signal gives the work up, and what is cancelled is ended at the provider.
 */
async function follow<Result, Final>(
  work: Work<Result>,
  operation: Operation,
  following: Following<Result, Final>,
): Promise<Final> {
  const { signal, receive } = following;
  const state = await lastState(work, operation, following);
  const result = resultOf(state);
  try {
    return await receive(result, signal);
  } catch (thrown) {
    if (signal.aborted || asProviderError(thrown).code !== 'not_found') throw thrown;
    const fresh = await lastState(work, operation, following);
    return receive(resultOf(fresh), signal);
  }
}

function resultOf<Result>(state: Ended<Result>): Result {
  if (state.status === 'succeeded') return state.result;
  if (state.status === 'failed') throw state.error;
  throw new ProviderError('cancelled', { message: 'The work was cancelled at the provider.' });
}

type Ended<Result> = Exclude<OperationState<Result>, { readonly status: 'queued' | 'running' }>;

const isEnded = <Result>(state: OperationState<Result>): state is Ended<Result> =>
  state.status !== 'queued' && state.status !== 'running';

async function lastState<Result, Final>(
  work: Work<Result>,
  operation: Operation,
  following: Following<Result, Final>,
): Promise<Ended<Result>> {
  const { signal, tidy, clock, journal } = following;
  try {
    return await looked(work, operation, following);
  } catch (thrown) {
    const reason = signal.aborted ? asProviderError(signal.reason) : asProviderError(thrown);
    const goesOn = isLeaving(reason) || (journal !== undefined && reason.code === 'timeout');
    if (!goesOn) tidy(cancelRemote(work, operation, clock));
    throw reason;
  }
}

async function looked<Result, Final>(
  work: Work<Result>,
  operation: Operation,
  { clock, signal, onProgress, look }: Following<Result, Final>,
): Promise<Ended<Result>> {
  const firstMs = work.pollMs ?? FIRST_POLL_MS;
  let unclear = 0;
  let done = 0;
  for (let pauseMs = firstMs, askedMs = 0; ; pauseMs = Math.min(pauseMs * GROWTH, Math.max(LONGEST_POLL_MS, firstMs))) {
    await clock.sleep(Math.max(pauseMs, askedMs), signal);
    askedMs = 0;
    try {
      const state = await raceWith(
        signal,
        look(() => work.poll(operation, { signal })),
      );
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
async function cancelRemote<Result>(work: Pick<Work<Result>, 'cancel'>, operation: Operation, clock: Clock) {
  if (work.cancel === undefined) return;
  const over = new AbortController();
  const asked = work.cancel(operation, { signal: over.signal }).catch(() => undefined);
  const late = clock.sleep(CANCEL_MS, over.signal).catch(() => undefined);
  await Promise.race([asked, late]);
  over.abort(new ProviderError('cancelled'));
}

function onCancel<Result>({ cancel, cancelStopsBilling }: Work<Result>, model: string): string {
  if (cancel === undefined) return `${model} cannot stop what it has begun, and may bill it.`;
  if (cancelStopsBilling === true) return `${model} was asked to stop, and does not bill what it has not made.`;
  return `${model} was asked to stop; it may bill what it has begun.`;
}

const unknownOutcome = (model: string): ProviderError =>
  new ProviderError('conflict', {
    message: `The server stopped while ${model} was asked to begin. It may have begun, and may bill it; it was not asked again.`,
    hint: 'Look at the account of the provider, or call again.',
  });

const unfinished = ({ message, provider }: ProviderError, { id }: Operation, { model }: Asking): ProviderError =>
  new ProviderError('timeout', {
    provider,
    message: `${message} ${model} goes on with it under the id ${id.slice(0, 200)}.`,
    hint: 'Call again with the same arguments: it is looked at again, and not begun a second time.',
  });
