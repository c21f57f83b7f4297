import { asProviderError } from '../core/errors.ts';
import { workerUrl } from '../core/worker.ts';
import { createWorkerPool } from '../core/worker-pool.ts';
import type { MathJob, Outcome } from './evaluate.ts';

/** Computes claims apart from the server. What takes too long is left open; it never fails the answer. */
export type Calculator = {
  compute(job: MathJob, signal: AbortSignal): Promise<readonly Outcome[]>;
  close(): Promise<void>;
};

/** For all claims of one answer, the start of the worker with its library included. */
const TIMEOUT_MS = 8000;
const MOST_CLAIMS = 120;

export function createCalculator({ timeoutMs = TIMEOUT_MS } = {}): Calculator {
  const pool = createWorkerPool<MathJob, readonly Outcome[]>({
    entry: workerUrl('math-worker', import.meta.url),
    subject: 'The calculation',
    resourceLimits: { maxOldGenerationSizeMb: 256, stackSizeMb: 4 },
    workers: 1,
  });
  return {
    async compute({ values, claims }, signal) {
      if (claims.length === 0) return [];
      const taken = claims.slice(0, MOST_CLAIMS);
      const left = claims.slice(MOST_CLAIMS).map((): Outcome => ({ state: 'open', problem: 'there are too many' }));
      try {
        return [...(await pool.run({ values, claims: taken }, { signal, timeoutMs })), ...left];
      } catch (error) {
        const { code, message } = asProviderError(error);
        if (code === 'cancelled') throw error;
        return claims.map(() => ({ state: 'open', problem: message }));
      }
    },
    close: () => pool.close(),
  };
}
