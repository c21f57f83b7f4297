import type { CallToolResult } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { ProviderError } from '../core/errors.ts';
import type { Job } from '../core/job.ts';
import { resultOfJob } from './call-tool.ts';
import type { ReachOf } from './mcp-server.ts';
import type { ToolRegistry } from './parts.ts';
import { invalidParams } from './protocol-errors.ts';
import { originOf, principalOf } from './request-context.ts';
import type { Task, TaskSource } from './tasks.ts';

const TTL_MS = 7 * 86_400_000;
const POLL_MS = 2000;

const STATUS: Readonly<Record<Job['status'], Task['status']>> = {
  queued: 'working',
  running: 'working',
  succeeded: 'completed',
  // A tool that fails has completed, with a result that says so.
  failed: 'completed',
  cancelled: 'cancelled',
};

/** A job as a task. `result` is what the call would have been answered with. */
export function taskOf(job: Job, result?: CallToolResult): Task {
  const { progress, note } = job;
  const done = progress === undefined ? undefined : `${Math.round(progress * 100)} % done`;
  const statusMessage = STATUS[job.status] === 'working' ? done : note;
  return {
    taskId: job.id,
    status: STATUS[job.status],
    ...(statusMessage !== undefined && { statusMessage }),
    createdAt: new Date(job.createdAt).toISOString(),
    lastUpdatedAt: new Date(job.updatedAt).toISOString(),
    ttlMs: TTL_MS,
    pollIntervalMs: POLL_MS,
    ...(STATUS[job.status] === 'completed' && result !== undefined && { result }),
  };
}

/** The jobs of a server as tasks. They ask nothing of the client. */
export function jobTasks(
  { app, tools }: { readonly app: App; readonly tools: ToolRegistry },
  reachOf: ReachOf,
): TaskSource {
  return {
    async get(taskId, context) {
      const principal = principalOf(context);
      const job = await found(taskId, async () => (await app.jobs()).get(taskId, { principal }));
      const reach = reachOf(originOf(context));
      const result =
        job.status === 'succeeded' || job.status === 'failed'
          ? await resultOfJob(job, { app, tools, principal, ...(reach === undefined ? {} : { reach }) })
          : undefined;
      return taskOf(job, result);
    },
    async cancel(taskId, context) {
      await found(taskId, async () => (await app.jobs()).cancel(taskId, { principal: principalOf(context) }));
    },
    async update(taskId, _answers, context) {
      await found(taskId, async () => (await app.jobs()).get(taskId, { principal: principalOf(context) }));
    },
  };
}

async function found<T>(taskId: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof ProviderError && thrown.code === 'not_found') {
      throw invalidParams(`Unknown task ${taskId.slice(0, 64)}`);
    }
    throw thrown;
  }
}
