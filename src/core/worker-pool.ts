import { type Transferable, Worker, type WorkerOptions } from 'node:worker_threads';
import { type ErrorCode, ProviderError } from './errors.ts';
import { createTurns } from './turns.ts';
import { workerIsolation } from './worker.ts';

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
  readonly resourceLimits: NonNullable<WorkerOptions['resourceLimits']>;
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
 * Does jobs in worker threads, one at a time each. A job that hangs, crashes or exhausts its worker costs an error and that
 * worker; an idle worker ends by itself and never keeps the process alive.
 */
export function createWorkerPool<Job, Value>(options: WorkerPoolOptions): WorkerPool<Job, Value> {
  const idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout }[] = [];
  const all = new Set<Worker>();
  const turn = createTurns(options.workers ?? MAX_WORKERS);

  function taken(): Worker {
    for (let ready = idle.pop(); ready !== undefined; ready = idle.pop()) {
      clearTimeout(ready.timer);
      // One that died while idle would never answer.
      if (all.has(ready.worker)) return ready.worker;
    }
    return started();
  }

  function started(): Worker {
    const worker = new Worker(options.entry, { resourceLimits: options.resourceLimits, ...workerIsolation });
    worker.unref();
    all.add(worker);
    worker.once('exit', () => all.delete(worker));
    // A worker that dies while idle is only forgotten.
    worker.on('error', () => all.delete(worker));
    return worker;
  }

  function released(worker: Worker): void {
    if (!all.has(worker)) return;
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((entry) => entry.worker === worker),
        1,
      );
      void worker.terminate();
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
        const value = await answerOf<Job, Value>(worker, job, run, options.subject);
        released(worker);
        return value;
      } catch (error) {
        // What made it fail may still be running in there.
        if (error instanceof Refused) released(worker);
        else void worker.terminate();
        throw error instanceof Refused ? error.reason : error;
      } finally {
        done();
      }
    },

    async close() {
      for (const { timer } of idle.splice(0)) clearTimeout(timer);
      await Promise.all([...all].map((worker) => worker.terminate()));
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

function answerOf<Job, Value>(worker: Worker, job: Job, run: WorkerRun, subject: string): Promise<Value> {
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
    const exit = () => crash(new Error('the worker ended'));
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.off('message', answer).off('error', crash).off('exit', exit);
      worker.unref();
      end();
    };
    worker.ref();
    // It may have been aborted while this job waited for its turn.
    if (signal.aborted) return stop();
    worker.on('message', answer).on('error', crash).on('exit', exit);
    signal.addEventListener('abort', stop, { once: true });
    worker.postMessage(job, [...(transfer ?? [])]);
  });
}
