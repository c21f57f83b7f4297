import type { Progress } from '../core/tool.ts';

/** One progress notification, its value strictly above every earlier one of the call. */
export type ProgressUpdate = { readonly progress: number; readonly total?: number; readonly message: string };

export type ProgressOptions = {
  readonly send: (update: ProgressUpdate) => Promise<void>;
  /** At most one update in this many milliseconds, plus the last. */
  readonly everyMs?: number;
  /** The last message is sent again after this much silence, so that neither client nor proxy gives up waiting. */
  readonly heartbeatMs?: number;
};

export type ProgressReporter = {
  readonly report: (update: Progress) => void;
  /** Sends what is still held back and stops the timers. Call it before the result goes out. */
  finish(): Promise<void>;
};

/** Coalesces what a handler reports into notifications a client can bear: increasing, spaced, never lost at the end. */
export function createProgressReporter(options: ProgressOptions): ProgressReporter {
  const { send, everyMs = 50, heartbeatMs = 10_000 } = options;
  let last = Number.NEGATIVE_INFINITY;
  let held: Progress | undefined;
  let latest: Progress | undefined;
  let spacing: NodeJS.Timeout | undefined;
  let finished = false;
  let sending: Promise<void> = Promise.resolve();

  const emit = (update: Progress): void => {
    last = nextValue(last, update);
    const { total } = update;
    const message = { progress: last, message: update.message, ...(total === undefined ? {} : { total }) };
    // A client that went away is noticed by the transport; progress is never the reason for a call to fail.
    sending = send(message).catch(() => {});
    spacing = setTimeout(onSpacing, everyMs);
    spacing.unref();
    heartbeat.refresh();
  };

  const onSpacing = (): void => {
    spacing = undefined;
    if (held === undefined) return;
    const update = held;
    held = undefined;
    emit(update);
  };

  const heartbeat = setTimeout(() => {
    if (finished) return;
    const message = latest?.message ?? 'Still working';
    emit(latest?.total === undefined ? { message } : { message, total: latest.total });
  }, heartbeatMs);
  heartbeat.unref();

  return {
    report: (update) => {
      if (finished) return;
      latest = update;
      if (spacing === undefined) emit(update);
      else held = update;
    },
    finish: async () => {
      finished = true;
      clearTimeout(heartbeat);
      clearTimeout(spacing);
      const update = held;
      held = undefined;
      if (update !== undefined) {
        emit(update);
        clearTimeout(spacing);
        clearTimeout(heartbeat);
      }
      await sending;
    },
  };
}

/** The reported value where it advances; else a step that stays below the total, so that the bar never jumps to its end. */
function nextValue(last: number, { progress, total }: Progress): number {
  if (progress !== undefined && Number.isFinite(progress) && progress > last) return progress;
  if (last === Number.NEGATIVE_INFINITY) return 0;
  return total === undefined || total <= last ? last + 1 : last + (total - last) / 100;
}
