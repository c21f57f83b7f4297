import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { VoiceToolResult } from '../core/voice-sessions.ts';
import type { Outbox } from './outbox.ts';
import type { Uplink } from './uplink.ts';

/** What the model asks the caller to do, and what comes of it. */
export type ToolExchange = {
  readonly isWaiting: boolean;
  /** Monotonic ms at which the next request is given up. */
  readonly nextDueMs: number;
  asked(request: { readonly id: string; readonly name: string }): void;
  /** Gives the caller's result. Throws `conflict` when the request has one or was given up, `not_found` when nobody asked. */
  answer(result: VoiceToolResult): void;
  /** Tells model and caller of requests whose time is over. */
  giveUpOverdue(): void;
  /** There is a connection again. */
  recovered(): void;
};

type Request = {
  readonly id: string;
  readonly name: string;
  /** Which memory of the provider's knows of it: a connection that begins anew has another. */
  readonly memory: number;
  readonly dueMs: number;
};

export function createToolExchange(options: {
  readonly clock: Clock;
  readonly uplink: Uplink;
  readonly outbox: Outbox;
  readonly resultMs: number;
  readonly memory: () => number;
  readonly onAnswer: () => void;
}): ToolExchange {
  const { clock, uplink, outbox, resultMs, memory, onAnswer } = options;
  const open = new Map<string, Request>();
  const past = new Map<string, 'answered' | 'given up'>();
  /** What came while there was no connection. */
  let held: { readonly request: Request; readonly output: string }[] = [];

  const send = (request: Request, output: string): void => {
    onAnswer();
    const { id, name } = request;
    if (request.memory !== memory()) {
      // The new connection knows nothing of the request, but what was found out is still wanted.
      uplink.text(`The result of ${name}, which you asked for: ${output}`);
      uplink.commit();
      return;
    }
    const connection = uplink.connection;
    if (connection === undefined) held.push({ request, output });
    else connection.sendToolResult({ id, name, output });
  };
  const close = (request: Request, how: 'answered' | 'given up', output: string): void => {
    open.delete(request.id);
    past.set(request.id, how);
    send(request, output);
  };

  return {
    get isWaiting() {
      return open.size > 0;
    },
    get nextDueMs() {
      return Math.min(Number.POSITIVE_INFINITY, ...[...open.values()].map(({ dueMs }) => dueMs));
    },
    asked({ id, name }) {
      open.set(id, { id, name, memory: memory(), dueMs: clock.monotonicMs() + resultMs });
    },
    answer({ id, output }) {
      const request = open.get(id);
      if (request === undefined) throw notOpen(id, past.get(id), [...open.keys()]);
      close(request, 'answered', output);
    },
    giveUpOverdue() {
      const now = clock.monotonicMs();
      for (const request of open.values()) {
        if (request.dueMs > now) continue;
        const why = `came within ${resultMs / 1000} s.`;
        outbox.push({ type: 'error', code: 'timeout', message: `No result of ${request.name} (${request.id}) ${why}` });
        close(request, 'given up', JSON.stringify({ error: `No result ${why}` }));
      }
    },
    recovered() {
      const waiting = held;
      held = [];
      for (const { request, output } of waiting) send(request, output);
    },
  };
}

function notOpen(id: string, was: 'answered' | 'given up' | undefined, waiting: readonly string[]): ProviderError {
  const name = id.slice(0, 80);
  const hint = waiting.length === 0 ? 'No tool request waits.' : `These wait: ${waiting.slice(0, 5).join(', ')}.`;
  if (was === undefined) {
    return new ProviderError('not_found', { message: `There is no tool request "${name}" in this session.`, hint });
  }
  const message =
    was === 'answered'
      ? `Tool request ${name} has its result already.`
      : `Tool request ${name} was given up: the result came too late.`;
  return new ProviderError('conflict', { message, hint });
}
