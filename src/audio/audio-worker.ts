// The entry of the sound worker's thread: one file a message, one answer each.
import { parentPort } from 'node:worker_threads';
import { ProviderError } from '../core/errors.ts';
import { silenceThread } from '../core/worker.ts';
import type { WorkerAnswer } from '../core/worker-pool.ts';
import type { AudioJob, AudioProduct } from './audio-pool.ts';
import { decodeSound } from './decode-sound.ts';
import { encodeMp3 } from './mp3.ts';

silenceThread();

const done = async (job: AudioJob): Promise<AudioProduct> =>
  job.task === 'decode' ? await decodeSound(job) : { bytes: await encodeMp3(job.pcm, job.kbps) };

function failure(error: unknown): WorkerAnswer<AudioProduct> {
  if (error instanceof ProviderError) return { ok: false, code: error.code, message: error.message, hint: error.hint };
  const detail = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
  return { ok: false, code: 'invalid_input', message: `The audio could not be processed (${detail}).` };
}

// The only sender is `audio-pool.ts`.
parentPort?.on('message', async (job: AudioJob) => {
  const answer = await done(job).then(
    (value): WorkerAnswer<AudioProduct> => ({ ok: true, value }),
    (error: unknown) => failure(error),
  );
  const result = !answer.ok ? undefined : 'bytes' in answer.value ? answer.value.bytes : answer.value.samples;
  parentPort?.postMessage(answer, result === undefined ? [] : [result.buffer as ArrayBuffer]); // made by us: never shared memory
});
