/** How often a connection is looked at. Counting ticks costs the path of the frames one assignment. */
const TICK_MS = 1_000;
/** A session is confirmed at once; models are not asked anything yet. */
const READY_MS = 15_000;
/** A reply that was asked for has been heard of by then. */
const REPLY_MS = 30_000;
/** So many unreadable messages at once, or one a second for long, and the other side speaks something else. */
const MOST_GARBAGE = 20;

export type WatchOptions = {
  wait(ms: number, signal: AbortSignal): Promise<void>;
  readonly signal: AbortSignal;
  readonly keepAlive?: { readonly everyMs: number; say(): void };
  /** How long nothing has come, every second of an open connection. */
  readonly onLull?: (quietMs: number) => void;
  readonly onNotReady: () => void;
  readonly onStall: () => void;
};

/** What passes on a connection, as far as time matters. */
export type Watch = {
  sent(): void;
  heard(): void;
  ready(): void;
  /** Whether the provider owes us something. */
  await(isAwaited: boolean): void;
  /** Counts an unreadable message; true when it is one too many. */
  garbage(): boolean;
};

/** Watches one connection until the signal aborts: keep-alive, an opening that takes too long, a reply that does not come. */
export function watch({ wait, signal, keepAlive, onLull, onNotReady, onStall }: WatchOptions): Watch {
  let sinceSentMs = 0;
  let sinceHeardMs = 0;
  let isReady = false;
  let isAwaited = false;
  let garbage = 0;

  const tick = (): void => {
    sinceSentMs += TICK_MS;
    sinceHeardMs += TICK_MS;
    if (garbage > 0) garbage--;
    if (!isReady) {
      if (sinceHeardMs >= READY_MS) onNotReady();
      return;
    }
    if (keepAlive !== undefined && sinceSentMs >= keepAlive.everyMs) keepAlive.say();
    onLull?.(sinceHeardMs);
    if (isAwaited && sinceHeardMs >= REPLY_MS) {
      isAwaited = false;
      onStall();
    }
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      await wait(TICK_MS, signal);
      if (!signal.aborted) tick();
    }
  };
  // It ends by being aborted, which is no failure.
  run().catch(() => {});

  return {
    sent: () => {
      sinceSentMs = 0;
    },
    heard: () => {
      sinceHeardMs = 0;
    },
    ready: () => {
      isReady = true;
      sinceHeardMs = 0;
    },
    await: (value) => {
      if (value && !isAwaited) sinceHeardMs = 0;
      isAwaited = value;
    },
    garbage: () => ++garbage > MOST_GARBAGE,
  };
}
