import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Transferable, Worker, type WorkerOptions } from 'node:worker_threads';
import { workerIsolation, workerUrl } from './worker.ts';

/** What one job hears of the helper that does it. */
export type Listener<Answer> = {
  readonly answer: (message: Answer) => void;
  /** It died, and answers no more. */
  readonly end: (error: Error & { readonly code?: string }) => void;
};

/** A thread, or a thread in a process of its own, that does one job at a time. */
export type Helper<Answer> = {
  readonly isGone: () => boolean;
  /** Starts a job. `listener` hears of it until the next job, or until it is told to `rest`. */
  post(job: unknown, transfer: readonly Transferable[], listener: Listener<Answer>): void;
  /** Nobody waits: it does not keep our process alive. */
  rest(): void;
  /** Ends it whatever it does. Settles when it is gone. */
  terminate(): Promise<unknown>;
};

export type HelperLimits = NonNullable<WorkerOptions['resourceLimits']>;

/** The first message to a process: the thread that it is to start. */
export type HostStart = { readonly entry: string; readonly resourceLimits: HelperLimits };
/** What a process tells of its thread. */
export type FromHost = { readonly message: unknown } | { readonly error: string; readonly code?: string };

type Ears<Answer> = { listener: Listener<Answer> | undefined; isGone: boolean };

function gone<Answer>(ears: Ears<Answer>, error: Error): void {
  ears.isGone = true;
  ears.listener?.end(error);
}

/** A thread of our process: quick to start, and gets its buffers without a copy. */
export function startThread<Answer>(entry: URL, resourceLimits: HelperLimits): Helper<Answer> {
  const ears: Ears<Answer> = { listener: undefined, isGone: false };
  const worker = new Worker(entry, { resourceLimits, ...workerIsolation });
  worker.unref();
  worker.on('message', (message: Answer) => ears.listener?.answer(message));
  worker.on('error', (error) => gone(ears, error));
  worker.once('exit', () => gone(ears, new Error('the worker ended')));
  return {
    isGone: () => ears.isGone,
    post(job, transfer, listener) {
      ears.listener = listener;
      worker.ref();
      worker.postMessage(job, [...transfer]);
    },
    rest() {
      ears.listener = undefined;
      worker.unref();
    },
    terminate: () => worker.terminate(),
  };
}

/**
 * The same thread in a process of its own. V8 ends the whole process, not the thread, when a single array or string outgrows the
 * heap of a thread, and so does a native library that crashes.
 */
export function startProcess<Answer>(entry: URL, resourceLimits: HelperLimits): Helper<Answer> {
  const ears: Ears<Answer> = { listener: undefined, isGone: false };
  const child = fork(fileURLToPath(workerUrl('worker-host', import.meta.url)), [], {
    serialization: 'advanced',
    // stdout belongs to JSON-RPC, and what V8 says as it dies is of no use to anybody.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
    env: {},
  });
  const rest = (): void => {
    ears.listener = undefined;
    child.unref();
    child.channel?.unref();
  };
  const send = (message: unknown): void => {
    // Sent to one that has just died: its end is told anyway. The cast: what a job is, only its worker knows.
    child.send(message as Parameters<typeof child.send>[0], () => {});
  };
  const exited = once(child, 'exit').catch(() => {});
  child.on('message', (told: FromHost) => {
    if ('message' in told)
      ears.listener?.answer(told.message as Answer); // only our own worker sends
    else gone(ears, Object.assign(new Error(told.error), { code: told.code }));
  });
  child.on('error', (error) => gone(ears, error));
  child.once('exit', () => gone(ears, new Error('its process ended')));
  send({ entry: entry.href, resourceLimits } satisfies HostStart);
  rest();
  return {
    isGone: () => ears.isGone,
    post(job, _, listener) {
      ears.listener = listener;
      child.ref();
      child.channel?.ref();
      send(job);
    },
    rest,
    async terminate() {
      child.ref();
      child.kill('SIGKILL');
      await exited;
    },
  };
}
