import { Worker } from 'node:worker_threads';
import type { DocumentParser, ParsedDocument, ParseLimits } from '../core/document.ts';
import { ProviderError } from '../core/errors.ts';
import { workerIsolation, workerUrl } from '../core/worker.ts';
import type { ParseAnswer } from './parse-worker.ts';
import type { ParseJob } from './parsed.ts';

const LIMITS: ParseLimits = {
  maxBytes: 50 * 1024 * 1024,
  maxCharacters: 10_000_000,
  maxPages: 2_000,
  timeoutMs: 60_000,
};

const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };
const MAX_WORKERS = 2;
const IDLE_MS = 30_000;

export type ParserOptions = {
  readonly limits?: Partial<ParseLimits>;
  readonly workers?: number;
  readonly idleMs?: number;
};

/**
 * Parses documents in worker threads, one at a time each. A document that hangs, crashes or exhausts its worker costs an error
 * and that worker; an idle worker ends by itself and never keeps the process alive.
 */
export function createDocumentParser(options: ParserOptions = {}): DocumentParser {
  const idle: { readonly worker: Worker; readonly timer: NodeJS.Timeout }[] = [];
  const waiting: (() => void)[] = [];
  const all = new Set<Worker>();
  let busy = 0;

  function taken(): Worker {
    const ready = idle.pop();
    if (ready === undefined) return started();
    clearTimeout(ready.timer);
    return ready.worker;
  }

  function started(): Worker {
    const worker = new Worker(workerUrl('parse-worker', import.meta.url), {
      resourceLimits: MEMORY,
      ...workerIsolation,
    });
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

  async function turn(signal: AbortSignal): Promise<void> {
    if (busy >= (options.workers ?? MAX_WORKERS)) {
      await new Promise<void>((resolve, reject) => {
        const stop = () => {
          waiting.splice(waiting.indexOf(next), 1);
          reject(new ProviderError('cancelled'));
        };
        const next = () => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
        waiting.push(next);
        signal.addEventListener('abort', stop, { once: true });
      });
    } else busy += 1;
  }

  function done(): void {
    const next = waiting.shift();
    // The place is handed on, so `busy` stays as it is.
    if (next === undefined) busy -= 1;
    else next();
  }

  return {
    async parse(media, { signal, pages, limits }) {
      const bounds = { ...LIMITS, ...options.limits, ...limits };
      if (media.bytes.byteLength > bounds.maxBytes) {
        throw new ProviderError('invalid_input', {
          message: `The document has ${media.bytes.byteLength} bytes, the limit is ${bounds.maxBytes}.`,
        });
      }
      if (signal.aborted) throw new ProviderError('cancelled');
      await turn(signal);
      const worker = taken();
      try {
        const job: ParseJob = { ...media, bytes: new Uint8Array(media.bytes), pages, limits: bounds };
        const document = await answerOf(worker, job, bounds.timeoutMs, signal);
        released(worker);
        return document;
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

/** The worker itself said no: it is well, and can take the next document. */
class Refused extends Error {
  readonly reason: ProviderError;
  constructor(reason: ProviderError) {
    super(reason.message);
    this.reason = reason;
  }
}

function answerOf(worker: Worker, job: ParseJob, timeoutMs: number, signal: AbortSignal): Promise<ParsedDocument> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(new ProviderError('timeout', { message: `The document was not parsed within ${timeoutMs} ms.` })),
        ),
      timeoutMs,
    );
    const stop = () => settle(() => reject(new ProviderError('cancelled')));
    const answer = (message: ParseAnswer) =>
      settle(() =>
        message.ok ? resolve(message.document) : reject(new Refused(new ProviderError(message.code, message))),
      );
    const crash = (error: Error & { readonly code?: string }) =>
      settle(() => reject(new ProviderError('invalid_input', { message: crashMessage(error.code), cause: error })));
    const exit = () => crash(new Error('the worker ended'));
    const settle = (end: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      worker.off('message', answer).off('error', crash).off('exit', exit);
      worker.unref();
      end();
    };
    worker.ref();
    // It may have been aborted while this document waited for its turn.
    if (signal.aborted) return stop();
    worker.on('message', answer).on('error', crash).on('exit', exit);
    signal.addEventListener('abort', stop, { once: true });
    worker.postMessage(job, [job.bytes.buffer as ArrayBuffer]); // a copy made for this: never shared memory
  });
}

const crashMessage = (code: string | undefined): string =>
  code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? 'The document needs more memory than a parser is given.'
    : 'The document made the parser crash.';
