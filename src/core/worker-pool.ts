import type { Transferable } from 'node:worker_threads';
import { type ErrorCode, ProviderError } from './errors.ts';
import { type Helper, type HelperLimits, startProcess, startThread } from './helper.ts';
import { createTurns } from './turns.ts';

/** A worker asks for more time with this before its answer: the job turned out to be of a slower kind. */
export type WorkerDelay = { readonly moreMs: number };

/** What a worker sends back for one job. Errors cross the thread as plain data. */
export type WorkerAnswer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string; readonly hint?: string };

export type WorkerPoolOptions = {
  readonly entry: URL;
  /** What is worked on, as the subject of an error message: `The document`. */
  readonly subject: string;
  readonly resourceLimits: HelperLimits;
  /** Each worker in a process of its own, for jobs that anybody may have made: the worst of them costs that process. */
  readonly isApart?: boolean;
  readonly workers?: number;
  readonly idleMs?: number;
};

export type WorkerRun = {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** The most time that the worker is given on top, from when it asks for it. */
  readonly mostMoreMs?: number;
  /** Buffers that the job gives away. Never shared memory. */
  readonly transfer?: readonly Transferable[];
};

export type WorkerPool<Job, Value> = {
  /** Throws what the worker refused the job with, `timeout`, `cancelled`, or `invalid_input` when the job killed it. */
  run(job: Job, options: WorkerRun): Promise<Value>;
  close(): Promise<void>;
};

const MAX_WORKERS = 2;
const IDLE_MS = 30_000;

/**
 * Does jobs in worker threads, one at a time each, or in threads of other processes. A job that hangs, crashes or exhausts its
 * worker costs an error and that worker; an idle worker ends by itself and never keeps the process alive.
 */
export function createWorkerPool<Job, Value>(options: WorkerPoolOptions): WorkerPool<Job, Value> {
  type Own = Helper<WorkerAnswer<Value> | WorkerDelay>;
  const idle: { readonly worker: Own; readonly timer: NodeJS.Timeout }[] = [];
  const all = new Set<Own>();
  const turn = createTurns(options.workers ?? MAX_WORKERS);

  function taken(): Own {
    for (let ready = idle.pop(); ready !== undefined; ready = idle.pop()) {
      clearTimeout(ready.timer);
      // One that died while idle would never answer.
      if (!ready.worker.isGone()) return ready.worker;
      all.delete(ready.worker);
    }
    const start = options.isApart === true ? startProcess : startThread;
    const worker: Own = start(options.entry, options.resourceLimits);
    all.add(worker);
    return worker;
  }

  function ended(worker: Own): Promise<unknown> {
    all.delete(worker);
    return worker.terminate();
  }

  function released(worker: Own): void {
    if (worker.isGone()) return void ended(worker);
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((entry) => entry.worker === worker),
        1,
      );
      void ended(worker);
    }, options.idleMs ?? IDLE_MS);
    timer.unref();
    idle.push({ worker, timer });
  }

  return {
    async run(job, run) {
      if (run.signal.aborted) throw new ProviderError('cancelled');
      const done = await turn(run.signal);
      const worker = taken();
      try {
        const value = await answerOf(worker, job, run, options.subject);
        released(worker);
        return value;
      } catch (error) {
        // What made it fail may still be running in there.
        if (error instanceof Refused) released(worker);
        else void ended(worker);
        throw error instanceof Refused ? error.reason : error;
      } finally {
        done();
      }
    },

    async close() {
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      await Promise.all([...all].map(ended));
    },
  };
}

/** The worker itself said no: it is well, and can take the next job. */
class Refused extends Error {
  readonly reason: ProviderError;
  constructor(reason: ProviderError) {
    super(reason.message);
    this.reason = reason;
  }
}

function answerOf<Value>(
  worker: Helper<WorkerAnswer<Value> | WorkerDelay>,
  job: unknown,
  run: WorkerRun,
  subject: string,
): Promise<Value> {
  const { signal, transfer, mostMoreMs = 0 } = run;
  let timeoutMs = run.timeoutMs;
  return new Promise((resolve, reject) => {
    const late = () => {
      const message = `${subject} was not done within ${timeoutMs} ms.`;
      settle(() => reject(new ProviderError('timeout', { message })));
    };
    let timer = setTimeout(late, timeoutMs);
    const extend = (moreMs: number) => {
      clearTimeout(timer);
      timeoutMs = run.timeoutMs + Math.min(moreMs, mostMoreMs);
      timer = setTimeout(late, timeoutMs);
    };
    const stop = () => settle(() => reject(new ProviderError('cancelled')));
    const answer = (message: WorkerAnswer<Value> | WorkerDelay) => {
      if ('moreMs' in message) return extend(message.moreMs);
      settle(() =>
        message.ok ? resolve(message.value) : reject(new Refused(new ProviderError(message.code, message))),
      );
    };
    const crash = (error: Error & { readonly code?: string }) => {
      const message =
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? `${subject} needs more memory than it is given.`
          : `${subject} made its worker crash.`;
      settle(() => reject(new ProviderError('invalid_input', { message, cause: error })));
    };
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.rest();
      end();
    };
    // It may have been aborted while this job waited for its turn.
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    worker.post(job, transfer ?? [], { answer, end: crash });
  });
}
