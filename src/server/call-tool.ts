import type { CallToolResult } from '@modelcontextprotocol/server';
import type { App } from '../core/app.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Job, JobOutcome, JobRun, JobRunner, ToolOutput } from '../core/job.ts';
import { didYouMean } from '../core/nearest.ts';
import { storageError } from '../core/storage-error.ts';
import type { Principal, Progress, ToolCall, ToolDefinition } from '../core/tool.ts';
import { describeIssues } from './argument-issues.ts';
import { assertBounded } from './argument-limits.ts';
import { type Delivery, deliverArtifacts, type Reach } from './artifact-blocks.ts';
import { jobFields, jobText } from './job-result.ts';
import type { ToolRegistry } from './parts.ts';
import { errorResult, successResult, withoutUndefined } from './tool-result.ts';

/** One request to run a tool, from whichever transport or command it came. */
export type ToolRequest = {
  readonly name: string;
  readonly arguments: unknown;
  readonly principal: Principal;
  readonly signal: AbortSignal;
  readonly progress?: (update: Progress) => void;
  /** How the caller gets at artifacts; without it a result names them and gives neither path nor link. */
  readonly reach?: Reach;
  /** Takes a call that has become a job of its own in another form than a result: a task. */
  readonly asTask?: (job: Job) => CallToolResult;
};

/** The name is not a tool of this server: a protocol error, unlike a tool that fails. */
export class UnknownToolError extends Error {
  constructor(name: string, known: readonly string[]) {
    super(`Unknown tool "${name.slice(0, 64)}".${didYouMean(name, known)}`);
    this.name = 'UnknownToolError';
  }
}

/**
 * Loads, validates, runs and answers one tool call. A failure of any kind becomes a result with `isError`;
 * only a name that no tool has throws, an `UnknownToolError`.
 */
export async function callTool(
  request: ToolRequest & { readonly app: App; readonly tools: ToolRegistry },
): Promise<CallToolResult> {
  const { app, tools, name, principal, signal, reach } = request;
  if (!tools.names.includes(name)) throw new UnknownToolError(name, tools.names);
  const callId = app.clock.id();
  try {
    const tool = await tools.load(name);
    if (tool === undefined) throw new Error(`The registry names "${name}" but cannot load it`);
    signal.throwIfAborted();
    const outcome = await perform(tool, request, callId);
    if (!outcome.isDone) {
      const { job } = outcome;
      return request.asTask?.(job) ?? successResult(jobText(job), jobFields(job));
    }
    const delivery = { app, principal, title: titleOf(request.arguments), ...(reach === undefined ? {} : { reach }) };
    return await delivered(tool, outcome, delivery);
  } catch (thrown) {
    return failure(app, thrown, { callId, tool: name, signal });
  }
}

/** The words that a call is about: what is to be drawn, filmed or said. */
function titleOf(input: unknown): string | undefined {
  const { prompt, text }: { readonly prompt?: unknown; readonly text?: unknown } = Object(input);
  return [prompt, text].find((words) => typeof words === 'string');
}

async function delivered(
  tool: ToolDefinition,
  { output, jobId }: { readonly output: ToolOutput; readonly jobId?: string },
  delivery: Delivery,
): Promise<CallToolResult> {
  const { structured, blocks } = await deliverArtifacts(output, delivery);
  const record = jobId === undefined ? {} : { job_id: jobId, status: 'succeeded' };
  return successResult(tool.text(structured), { ...structured, ...record }, blocks);
}

/** What a job that ended came to, as the result of the call that it was. */
export async function resultOfJob(
  { id, tool: name, result, error }: Job,
  { tools, ...delivery }: Delivery & { readonly tools: ToolRegistry },
): Promise<CallToolResult> {
  const tool = tools.names.includes(name) ? await tools.load(name) : undefined;
  if (result !== undefined && tool !== undefined) return delivered(tool, { output: result, jobId: id }, delivery);
  return errorResult(error ?? new ProviderError('internal'), id);
}

type Performing = Parameters<typeof callTool>[0];

/** Runs a tool that can take long or cost as a job, so that it can go on without its client; any other at once. */
async function perform(tool: ToolDefinition, request: Performing, callId: string): Promise<JobOutcome> {
  const { app, name, principal, signal, progress, reach } = request;
  const input = parsed(tool, request.arguments);
  const base = reach?.kind === 'link' ? { base: reach.base } : {};
  const run: JobRun = (context) => runTool(tool, input, { app, callId, tool: name, principal, ...base, ...context });
  const own = { signal, ...(progress === undefined ? {} : { progress }) };
  if (!tool.metered || tool.isStep) return { isDone: true, output: await run(own) };
  const jobs = await app.jobs();
  const isEager = request.asTask !== undefined || isNotWaiting(request.arguments);
  return jobs.perform({ tool: name, arguments: request.arguments, principal, isEager, run, ...own });
}

const isNotWaiting = (input: unknown): boolean =>
  typeof input === 'object' && input !== null && 'wait' in input && input.wait === false;

/** Goes on with a job whose process is gone: the tool is run again from the arguments that were kept. */
export function jobRunner(app: App, tools: ToolRegistry): JobRunner {
  return async ({ tool: name, arguments: input, principal }, context) => {
    const tool = tools.names.includes(name) ? await tools.load(name) : undefined;
    if (tool === undefined) throw new ProviderError('not_found', { message: `There is no tool ${name} any more.` });
    return runTool(tool, parsed(tool, input), { app, callId: app.clock.id(), tool: name, principal, ...context });
  };
}

function parsed(tool: ToolDefinition, input: unknown): unknown {
  assertBounded(input);
  const result = tool.input.safeParse(input ?? {});
  if (result.success) return result.data;
  throw new ProviderError('invalid_input', {
    message: `Invalid arguments for ${tool.name}: ${describeIssues(result.error.issues, argumentNames(tool))}`,
  });
}

async function runTool(tool: ToolDefinition, input: unknown, call: ToolCall): Promise<Record<string, unknown>> {
  const output = tool.output.safeParse(await tool.run(input, call));
  if (!output.success) {
    throw new Error(`The result of ${tool.name} breaks its own schema: ${describeIssues(output.error.issues)}`);
  }
  if (typeof output.data !== 'object' || output.data === null) throw new Error(`${tool.name} returned no object`);
  return withoutUndefined({ ...output.data });
}

const argumentNames = ({ input }: ToolDefinition): readonly string[] =>
  'shape' in input && typeof input.shape === 'object' && input.shape !== null ? Object.keys(input.shape) : [];

type Failed = { readonly callId: string; readonly tool: string; readonly signal: AbortSignal };

function failure(app: App, thrown: unknown, { callId, tool, signal }: Failed): CallToolResult {
  // Whatever a handler makes of an abort, to the caller it is the cancellation that was asked for.
  const error = signal.aborted ? new ProviderError('cancelled', { cause: thrown }) : explained(asProviderError(thrown));
  if (error.code === 'internal') {
    const cause = error.cause ?? error;
    const story = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    app.log.error(`Unexpected error in a tool: ${story}`, { callId, tool, code: error.code });
  } else {
    app.log.info('tool failed', { callId, tool, code: error.code });
  }
  return errorResult(error, callId);
}

/** The one failure behind an unexpected error that an operator can mend. */
const explained = (error: ProviderError): ProviderError =>
  error.code === 'internal' ? (storageError(error.cause) ?? error) : error;
