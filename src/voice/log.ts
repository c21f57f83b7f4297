import type { Clock } from '../core/clock.ts';
import type { VoiceLogEvent } from '../core/voice-sessions.ts';

export type LogLine = Omit<VoiceLogEvent, 'cursor'>;

/** What happened in a session, in order, for callers who come back for the rest. */
export type VoiceLog = {
  /** Of the newest event; 0 before the first. */
  readonly cursor: number;
  readonly isFull: boolean;
  readonly hasEnded: boolean;
  append(line: LogLine): VoiceLogEvent;
  /** At most `limit` events after the cursor. */
  after(cursor: number, limit: number): readonly VoiceLogEvent[];
  /** Resolves when there is an event after the cursor, when nothing more can come, or after `ms`. Rejects when aborted. */
  wait(cursor: number, ms: number, signal: AbortSignal): Promise<void>;
  /** Nothing more will come. */
  end(): void;
};

/** More than an hour of talk can fill; a provider that sends more is out of its mind. */
const MOST_EVENTS = 20_000;
const MOST_CHARACTERS = 8_000_000;

export function createVoiceLog(clock: Clock): VoiceLog {
  const events: VoiceLogEvent[] = [];
  const waiting = new Set<() => void>();
  let characters = 0;
  let hasEnded = false;

  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  return {
    get cursor() {
      return events.length;
    },
    get isFull() {
      return events.length >= MOST_EVENTS || characters >= MOST_CHARACTERS;
    },
    get hasEnded() {
      return hasEnded;
    },
    append(line) {
      const event = { cursor: events.length + 1, ...line };
      events.push(event);
      characters += (line.text?.length ?? 0) + (line.toolCall?.arguments.length ?? 0) + (line.message?.length ?? 0);
      wake();
      return event;
    },
    after: (cursor, limit) => events.slice(cursor, cursor + limit),
    async wait(cursor, ms, signal) {
      if (hasEnded || events.length > cursor || ms <= 0) return;
      const stop = new AbortController();
      const woken = Promise.withResolvers<void>();
      waiting.add(woken.resolve);
      try {
        await Promise.race([woken.promise, clock.sleep(ms, AbortSignal.any([stop.signal, signal]))]);
      } finally {
        waiting.delete(woken.resolve);
        stop.abort();
      }
    },
    end() {
      hasEnded = true;
      wake();
    },
  };
}
