import type { Pcm } from '../core/audio.ts';
import { workerUrl } from '../core/worker.ts';
import { createWorkerPool } from '../core/worker-pool.ts';
import type { DecodeJob } from './decode-sound.ts';

export type AudioJob =
  | ({ readonly task: 'decode' } & DecodeJob)
  | { readonly task: 'mp3'; readonly pcm: Pcm; readonly kbps: number };

export type AudioProduct = Pcm | { readonly bytes: Uint8Array };

const MEMORY = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 };

/** Ten minutes: four hours of sound on a busy machine. */
export const TIMEOUT_MS = 600_000;

const pool = createWorkerPool<AudioJob, AudioProduct>({
  entry: workerUrl('audio-worker', import.meta.url),
  subject: 'The audio',
  resourceLimits: MEMORY,
});

/** Decodes in a worker thread. The job's bytes are given away. */
export async function decodeInWorker(job: DecodeJob, signal: AbortSignal, timeoutMs: number): Promise<Pcm> {
  const transfer = [job.bytes.buffer as ArrayBuffer]; // a copy made for this, or a program's output: never shared memory
  const product = await pool.run({ task: 'decode', ...job }, { signal, timeoutMs, transfer });
  if ('bytes' in product) throw new Error('the sound worker answered another question');
  return product;
}

export async function mp3InWorker(pcm: Pcm, kbps: number, signal: AbortSignal): Promise<Uint8Array> {
  const product = await pool.run({ task: 'mp3', pcm, kbps }, { signal, timeoutMs: TIMEOUT_MS });
  if ('samples' in product) throw new Error('the sound worker answered another question');
  return product.bytes;
}
