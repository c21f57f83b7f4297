import { ProviderError } from '../core/errors.ts';

/** What the model asked the caller to do. `memory` says which of its memories knows of it: a connection that begins anew has another. */
export type ToolRequest = {
  readonly id: string;
  readonly name: string;
  readonly memory: number;
  readonly dueMs: number;
};

/** Requests of the model that wait for the caller's result. */
export type ToolRequests = {
  readonly isWaiting: boolean;
  readonly nextDueMs: number;
  ask(request: ToolRequest): void;
  /** Takes the request off the list. Throws `conflict` when it was answered or given up, `not_found` when nobody asked. */
  take(id: string): ToolRequest;
  /** Gives up those whose time is over. */
  takeOverdue(nowMs: number): readonly ToolRequest[];
};

export function createToolRequests(): ToolRequests {
  const open = new Map<string, ToolRequest>();
  const past = new Map<string, 'answered' | 'given up'>();
  return {
    get isWaiting() {
      return open.size > 0;
    },
    get nextDueMs() {
      return Math.min(Number.POSITIVE_INFINITY, ...[...open.values()].map(({ dueMs }) => dueMs));
    },
    ask: (request) => {
      open.set(request.id, request);
    },
    take(id) {
      const request = open.get(id);
      if (request === undefined) throw notOpen(id, past.get(id), [...open.keys()]);
      open.delete(id);
      past.set(id, 'answered');
      return request;
    },
    takeOverdue(nowMs) {
      const overdue = [...open.values()].filter(({ dueMs }) => dueMs <= nowMs);
      for (const { id } of overdue) {
        open.delete(id);
        past.set(id, 'given up');
      }
      return overdue;
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
