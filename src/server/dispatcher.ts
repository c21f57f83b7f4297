import type { CallToolResult } from '@modelcontextprotocol/server';
import type { Job } from '../core/job.ts';
import type { Principal } from '../core/tool.ts';
import { contentFor, type Reach } from './artifact-blocks.ts';
import { UnknownToolError } from './call-tool.ts';
import { taskOf } from './job-tasks.ts';
import type { ListedTool, ServerParts } from './parts.ts';
import { createProgressReporter, type ProgressUpdate } from './progress.ts';
import { invalidParams } from './protocol-errors.ts';
import { taskResult } from './tasks.ts';
import { openToolbox } from './toolbox.ts';

/** A `tools/call` with what only its transport knows of it. */
export type DispatchedCall = {
  readonly name: string;
  readonly arguments: unknown;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  /** Sends a progress notification; absent when the client asked for none. */
  readonly notify: ((update: ProgressUpdate) => Promise<void>) | undefined;
  /** How the caller gets at files. */
  readonly reach: Reach | undefined;
  /** Whether the sender of this very request can be answered with a task. */
  readonly takesTasks: boolean;
  /** The protocol revision that the answer is written for. */
  readonly revision: string | undefined;
};

/** The tools as every way to the server lists and calls them. */
export type Dispatcher = {
  /** The same frozen list each time. */
  list(): Promise<readonly ListedTool[]>;
  /** Throws a protocol error for a name that is not listed; every other failure is a result. */
  call(call: DispatchedCall): Promise<CallToolResult>;
};

/** Prepares the tools of the configured profile. Throws `invalid_input` when it names an unknown tool. */
export async function createDispatcher(parts: ServerParts): Promise<Dispatcher> {
  const toolbox = await openToolbox(parts);
  return {
    list: toolbox.list,
    async call({ notify, reach, takesTasks, revision, ...request }) {
      const reporter = notify === undefined ? undefined : createProgressReporter({ send: notify });
      try {
        const result = await toolbox.call({
          ...request,
          ...(reporter === undefined ? {} : { progress: reporter.report }),
          ...(reach === undefined ? {} : { reach }),
          ...(takesTasks ? { asTask: (job: Job) => taskResult(taskOf(job)) } : {}),
        });
        // A task has no content yet.
        if (result.content === undefined) return result;
        return { ...result, content: contentFor(revision, result.content) };
      } catch (thrown) {
        if (thrown instanceof UnknownToolError) throw invalidParams(thrown.message);
        throw thrown;
      } finally {
        // Before the result goes out: a progress notification after it would have no request to belong to.
        await reporter?.finish();
      }
    },
  };
}
