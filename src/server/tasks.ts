import {
  type CallToolResult,
  CLIENT_CAPABILITIES_META_KEY,
  MissingRequiredClientCapabilityError,
  type Server,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The extension by which a call is answered with a task that the client asks after (revision 2026-07-28). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** What a server that has tasks says of itself. */
export const TASKS_CAPABILITY = { extensions: { [TASKS_EXTENSION]: {} } };

/** A task as the client sees it. Times are ISO 8601, durations milliseconds. */
export type Task = {
  readonly taskId: string;
  readonly status: 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';
  readonly statusMessage?: string;
  readonly createdAt: string;
  readonly lastUpdatedAt: string;
  /** How long after its creation it is kept; `null` for ever. */
  readonly ttlMs: number | null;
  readonly pollIntervalMs: number;
  /** With `completed`. */
  readonly result?: CallToolResult;
  /** With `failed`. */
  readonly error?: { readonly code: number; readonly message: string };
  /** With `input_required`. */
  readonly inputRequests?: Readonly<Record<string, unknown>>;
};

/** Where tasks come from. Each throws a protocol error for a task that the caller has not. */
export type TaskSource = {
  get(taskId: string, context: ServerContext): Promise<Task>;
  cancel(taskId: string, context: ServerContext): Promise<void>;
  /** Takes answers to what a task asked. Those that nobody asked for are left aside. */
  update(taskId: string, answers: Readonly<Record<string, unknown>>, context: ServerContext): Promise<void>;
};

/** True when the sender of the request with this envelope can be answered with a task. */
export function declaresTasks(envelope: object | undefined): boolean {
  const { extensions } = recordOf(recordOf(envelope)[CLIENT_CAPABILITIES_META_KEY]);
  return recordOf(extensions)[TASKS_EXTENSION] !== undefined;
}

/** A task in the place of a tool's result. It says no more than that there is one. */
export function taskResult({
  result: _result,
  error: _error,
  inputRequests: _requests,
  ...task
}: Task): CallToolResult {
  // The SDK knows the two kinds of result of the protocol itself; this third one is the extension's.
  return { resultType: 'task', ...task } as unknown as CallToolResult;
}

/** The error for a client that would have to take a task and cannot. */
export const tasksRequired = (): Error =>
  new MissingRequiredClientCapabilityError({ requiredCapabilities: TASKS_CAPABILITY });

const TASK_ID = z.looseObject({ taskId: z.string() });

/** Installs `tasks/get`, `tasks/update` and `tasks/cancel`. */
export function installTasks(server: Server, source: TaskSource): void {
  const heard = <T>(context: ServerContext, work: () => Promise<T>): Promise<T> => {
    if (!declaresTasks(context.mcpReq.envelope)) throw tasksRequired();
    return work();
  };
  server.setRequestHandler('tasks/get', { params: TASK_ID }, ({ taskId }, context) =>
    heard(context, async () => ({ ...(await source.get(taskId, context)) })),
  );
  server.setRequestHandler('tasks/cancel', { params: TASK_ID }, ({ taskId }, context) =>
    heard(context, async () => {
      await source.cancel(taskId, context);
      return {};
    }),
  );
  server.setRequestHandler('tasks/update', { params: TASK_ID }, (params, context) =>
    heard(context, async () => {
      // The SDK takes answers out of the parameters, since calls that are repeated carry them too.
      await source.update(params.taskId, context.mcpReq.inputResponses ?? recordOf(params.inputResponses), context);
      return {};
    }),
  );
}

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
