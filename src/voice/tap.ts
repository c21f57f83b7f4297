import type { VoiceEvent } from '../core/voice.ts';

/** The place where a connection's events come out. */
export type Tap = {
  readonly onEvent: (event: VoiceEvent) => void;
  /** Gives what was held back, and from now on everything at once. */
  open(listener: (event: VoiceEvent) => void): void;
  /** Drops whatever still comes: the connection was left. */
  shut(): void;
};

/** Holds events back until somebody listens: a provider may speak before its `connect` is seen to have resolved. */
export function createTap(): Tap {
  let held: VoiceEvent[] = [];
  let listener: ((event: VoiceEvent) => void) | undefined;
  let isShut = false;
  return {
    onEvent(event) {
      if (isShut) return;
      if (listener === undefined) held.push(event);
      else listener(event);
    },
    open(next) {
      listener = next;
      const first = held;
      held = [];
      for (const event of first) if (!isShut) next(event);
    },
    shut() {
      isShut = true;
      held = [];
    },
  };
}
