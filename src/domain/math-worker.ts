// The entry of the calculator's worker thread: a model wrote what is computed here, and it may be without end.
import { parentPort } from 'node:worker_threads';
import { silenceThread } from '../core/worker.ts';
import type { WorkerAnswer } from '../core/worker-pool.ts';
import { evaluateClaims, type MathJob, type Outcome } from './evaluate.ts';

silenceThread();

// The only sender is `calculator.ts`.
parentPort?.on('message', (job: MathJob) => {
  const answer: WorkerAnswer<readonly Outcome[]> = { ok: true, value: evaluateClaims(job) };
  parentPort?.postMessage(answer);
});
