// The entry of a process that holds one worker thread: what dies of a job is this process. It passes messages on, both ways.
import { Worker } from 'node:worker_threads';
import type { FromHost, HostStart } from './helper.ts';
import { workerIsolation } from './worker.ts';

const tell = (told: FromHost): void => void process.send?.(told);

// Only `helper.ts` starts and sends.
process.once('message', ({ entry, resourceLimits }: HostStart) => {
  const worker = new Worker(new URL(entry), { resourceLimits, ...workerIsolation });
  worker.on('message', (message) => tell({ message }));
  worker.on('error', (error: Error & { readonly code?: string }) => tell({ error: error.message, code: error.code }));
  // Without its thread it is of no use; what it has told is sent before the channel closes.
  worker.once('exit', () => process.disconnect());
  process.on('message', (job) => worker.postMessage(job));
});
// Whoever started it has gone, or closed it.
process.once('disconnect', () => process.exit());
