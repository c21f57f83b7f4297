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

/** Watches one connection until the signal aborts: keep-alive, an opening that takes too long, a reply that does not come. */
export class Watch {
  readonly #options: WatchOptions;
  #sinceSentMs = 0;
  #sinceHeardMs = 0;
  #isReady = false;
  #isAwaited = false;
  #garbage = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    // It ends by being aborted, which is no failure.
    this.#run().catch(() => {});
  }

  sent(): void {
    this.#sinceSentMs = 0;
  }

  heard(): void {
    this.#sinceHeardMs = 0;
  }

  ready(): void {
    this.#isReady = true;
    this.#sinceHeardMs = 0;
  }

  /** Whether the provider owes us something. */
  await(isAwaited: boolean): void {
    if (isAwaited && !this.#isAwaited) this.#sinceHeardMs = 0;
    this.#isAwaited = isAwaited;
  }

  /** Counts an unreadable message; true when it is one too many. */
  garbage(): boolean {
    return ++this.#garbage > MOST_GARBAGE;
  }

  async #run(): Promise<void> {
    const { wait, signal } = this.#options;
    while (!signal.aborted) {
      await wait(TICK_MS, signal);
      if (!signal.aborted) this.#tick();
    }
  }

  #tick(): void {
    const { keepAlive, onLull, onNotReady, onStall } = this.#options;
    this.#sinceSentMs += TICK_MS;
    this.#sinceHeardMs += TICK_MS;
    if (this.#garbage > 0) this.#garbage--;
    if (!this.#isReady) {
      if (this.#sinceHeardMs >= READY_MS) onNotReady();
      return;
    }
    if (keepAlive !== undefined && this.#sinceSentMs >= keepAlive.everyMs) keepAlive.say();
    onLull?.(this.#sinceHeardMs);
    if (this.#isAwaited && this.#sinceHeardMs >= REPLY_MS) {
      this.#isAwaited = false;
      onStall();
    }
  }
}
