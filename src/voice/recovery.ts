import type { Clock } from '../core/clock.ts';
import { asProviderError, type ErrorCode, ProviderError } from '../core/errors.ts';
import type { VoiceConnection, VoiceItem } from '../core/voice.ts';
import type { VoiceRoute } from '../core/voice-route.ts';
import { Tap } from './tap.ts';

/** What another connection could mend. Refused keys, spent credit and blocked content come again. */
const MENDABLE: ReadonlySet<ErrorCode> = new Set(['network', 'timeout', 'overloaded', 'rate_limited', 'bad_response']);

/** The pauses before each try, in ms; the first is short, because a conversation waits. */
const PAUSES_MS = [100, 500, 1_500, 4_000, 8_000];
/** One try. */
const CONNECT_MS = 10_000;
/** So many lost connections in so many ms, and the session is given up. */
const MOST_LOSSES = 5;
const LOSSES_WITHIN_MS = 300_000;

export type Recovered = {
  readonly connection: VoiceConnection;
  readonly tap: Tap;
  /** How it goes on, for the log. */
  readonly how: 'resumed' | 'replayed' | 'reopened';
};

export type Recovering = {
  readonly route: VoiceRoute;
  readonly clock: Clock;
  /** The end of the session. */
  readonly signal: AbortSignal;
  readonly handle: string | undefined;
  readonly history: readonly VoiceItem[];
};

/** Remembers lost connections; true while another may be opened. */
export function createLosses(clock: Clock): { mayReconnect(error: ProviderError): boolean } {
  let losses: number[] = [];
  return {
    mayReconnect({ code }) {
      losses = losses.filter((at) => at > clock.monotonicMs() - LOSSES_WITHIN_MS);
      losses.push(clock.monotonicMs());
      return MENDABLE.has(code) && losses.length <= MOST_LOSSES;
    },
  };
}

/** Opens a connection that goes on where the lost one was: a few tries with growing pauses. Rejects with the last failure. */
export async function reconnect(recovering: Recovering): Promise<Recovered> {
  const { clock, signal } = recovering;
  let { handle } = recovering;
  let failure: ProviderError | undefined;
  for (const pause of PAUSES_MS) {
    await clock.sleep(waitFor(failure, pause), signal);
    try {
      return await connectOnce(recovering, handle);
    } catch (thrown) {
      failure = asProviderError(thrown);
      signal.throwIfAborted();
      // A handle that is refused is not the end: what was said can be told again.
      if (handle !== undefined && !MENDABLE.has(failure.code)) handle = undefined;
      else if (!MENDABLE.has(failure.code)) throw failure;
    }
  }
  throw failure ?? new Error('There is at least one pause.');
}

const waitFor = (failure: ProviderError | undefined, pause: number): number =>
  Math.min(Math.max(pause, failure?.retryAfterMs ?? 0), 10_000);

/** One try, bounded in time. */
export async function connectOnce(
  { route, clock, signal, history }: Recovering,
  handle: string | undefined,
): Promise<Recovered> {
  const tap = new Tap();
  const stop = new AbortController();
  const tries = AbortSignal.any([signal, stop.signal]);
  const canResume = route.recovery === 'resume' && handle !== undefined;
  const canReplay = route.recovery !== 'reopen' && history.length > 0;
  clock.sleep(CONNECT_MS, tries).then(
    () => stop.abort(new ProviderError('timeout')),
    () => {},
  );
  try {
    const connection = await route.reconnect({
      signal: tries,
      listener: tap,
      ...(canResume ? { resume: handle } : canReplay ? { history } : {}),
    });
    return { connection, tap, how: canResume ? 'resumed' : canReplay ? 'replayed' : 'reopened' };
  } catch (thrown) {
    tap.shut();
    throw thrown;
  } finally {
    // Ends the timer; an open connection no longer listens to the signal.
    if (!stop.signal.aborted) stop.abort();
  }
}
