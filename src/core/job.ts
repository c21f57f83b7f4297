import type { CallableName } from './capability.ts';
import type { ProviderError } from './errors.ts';
import type { Operation } from './operation.ts';
import type { Principal, Progress, ToolCall } from './tool.ts';

export const JOB_STATUSES = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

/** A tool's structured result. */
export type ToolOutput = Readonly<Record<string, unknown>>;

/** A call that outlives its client: one record for as long as somebody may ask for it. */
export type Job = {
  readonly id: string;
  readonly tool: string;
  readonly status: JobStatus;
  /** 0–1, where the provider says; never goes back. */
  readonly progress?: number;
  readonly result?: ToolOutput;
  readonly error?: ProviderError;
  /** What cancelling does to the bill, once it was asked for. */
  readonly note?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
};

/** Work at a provider as the job remembers it: written before it is asked for, and again when its id is known. */
export type JobStep = {
  readonly model: string;
  /** The same at every try, for providers that take one. */
  readonly clientId: string;
  /** What cancelling does to the bill. */
  readonly onCancel: string;
  /** Absent from before the provider is asked until its answer is kept: whether it took the work is not known then. */
  readonly operation?: Operation;
};

/** What one run of the pipeline remembers. Its parts are numbered in the order of the request. */
export type RunJournal = {
  /** The same when the run is repeated, so that nothing is counted twice. */
  readonly runId: string;
  /** The candidate at which work was begun; a run that is repeated asks nobody else. */
  readonly model: string | undefined;
  /** How long the call ran in earlier processes, in ms. */
  readonly elapsedMs: number;
  step(part: number): JobStep | undefined;
  /** Writes down what is about to be asked for. When it rejects nothing may be sent. */
  begin(part: number, step: Omit<JobStep, 'operation'>): Promise<void>;
  began(part: number, operation: Operation): Promise<void>;
  /** The work ended without a result, or never began. */
  forget(part: number): Promise<void>;
  /** A request that costs is about to be sent to a model, which cannot be asked what became of it. */
  sending(model: string): Promise<void> | undefined;
  /** The share of all the work that is done, 0–1. */
  progress(done: number): void;
};

export type Journal = {
  /** The next run of the pipeline for this capability: the first at a repeated call is the first of the call before. */
  open(capability: CallableName): RunJournal;
};

/** How a tool is run as a job: with a signal, progress and journal of the job's own. */
export type JobRun = (context: Pick<ToolCall, 'signal' | 'progress' | 'journal'>) => Promise<ToolOutput>;

export type JobRequest = {
  readonly tool: string;
  readonly arguments: unknown;
  readonly principal: Principal;
  /** Aborts when the client cancels; heard only until the call has become a job of its own. */
  readonly signal: AbortSignal;
  readonly progress?: (update: Progress) => void;
  /** Answers as soon as there is a job to be asked for, instead of waiting for its end. */
  readonly isEager?: boolean;
  readonly run: JobRun;
};

/** What a call came to: its result, or the job that goes on without it. `jobId` where there is a record of it. */
export type JobOutcome =
  | { readonly isDone: true; readonly output: ToolOutput; readonly jobId?: string }
  | { readonly isDone: false; readonly job: Job };

/** Runs a tool again from the arguments that were kept. */
export type JobRunner = (
  job: Pick<Job, 'id' | 'tool'> & { readonly arguments: unknown; readonly principal: Principal },
  context: Parameters<JobRun>[0],
) => Promise<ToolOutput>;

type Asker = Pick<ToolCall, 'principal'> & Partial<Pick<ToolCall, 'signal'>>;

/** Calls that are never lost. What belongs to another tenant does not exist. */
export type Jobs = {
  /** Runs a call up to the deadline; what takes longer, or is a job at its provider, goes on. Throws the call's failure. */
  perform(request: JobRequest): Promise<JobOutcome>;
  /** Waits up to `waitMs` for the end. Throws `not_found`. */
  get(id: string, call: Asker, waitMs?: number): Promise<Job>;
  /** Ends it, and the work at its provider where that can be. Throws `not_found`. */
  cancel(id: string, call: Asker): Promise<Job>;
  /** From now on, what dead processes left behind is taken over and run to its end. */
  serve(runner: JobRunner): void;
};
