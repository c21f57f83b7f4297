import type { ChatEvent } from '../core/chat.ts';
import type { Clock } from '../core/clock.ts';
import type { Progress } from '../core/tool.ts';

export type DeltaRelay = {
  readonly onEvent: (event: ChatEvent) => void;
  /** True once text reached the caller: from then on the call must not start again. */
  readonly hasPassedOn: () => boolean;
  /** Sends what is still held back. */
  readonly flush: () => void;
};

/** Fewer, larger updates: a client draws each, and the server in between limits their rate. */
const INTERVAL_MS = 60;

/** Passes text deltas on as progress, coalesced. `progress` counts the characters so far. */
export function createDeltaRelay(progress: ((update: Progress) => void) | undefined, clock: Clock): DeltaRelay {
  let pending = '';
  let characters = 0;
  let lastSent = Number.NEGATIVE_INFINITY;
  let isReasoningTold = false;

  const flush = (): void => {
    if (pending === '' || progress === undefined) return;
    characters += pending.length;
    progress({ message: pending, progress: characters });
    pending = '';
    lastSent = clock.monotonicMs();
  };

  return {
    onEvent(event) {
      if (progress === undefined) return;
      if (event.type === 'reasoning-delta' && !isReasoningTold) {
        isReasoningTold = true;
        progress({ message: 'Reasoning…' });
      }
      if (event.type !== 'text-delta') return;
      pending += event.text;
      if (clock.monotonicMs() - lastSent >= INTERVAL_MS) flush();
    },
    hasPassedOn: () => characters > 0,
    flush,
  };
}
