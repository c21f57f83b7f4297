import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../../core/clock.ts';
import { workerUrl } from '../../../core/worker.ts';
import { createWorkerPool } from '../../../core/worker-pool.ts';
import type { Connection } from '../connection.ts';
import type { BuildJob, BuildStep } from './build-job.ts';
import { hnswFolder, sweep, takeLease } from './files.ts';
import { type BuiltIndex, register, registrationFor } from './registration.ts';

const MEMORY = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 64 };
const STEP_MS = 60 * 60_000;
/** What the worker has read and built is given back at once. */
const IDLE_MS = 1_000;

/** What is done with the index that is registered: nothing can be done with it, it is gone on from, or it serves until the end. */
export type BuildPlan =
  | { readonly kind: 'begin' }
  | { readonly kind: 'extend'; readonly from: BuiltIndex }
  | { readonly kind: 'replace' };

export type Builder = {
  /**
   * Builds the index of a collection in a thread of its own and registers it, step by step. False when there was nothing to
   * build, or another process is building it.
   */
  build(connection: Connection, plan: BuildPlan, signal: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
};

/** One build at a time, for all collections of a process; after each `stepSize` vectors it is written down. */
export function createBuilder({ clock, stepSize }: { readonly clock: Clock; readonly stepSize: number }): Builder {
  const pool = createWorkerPool<BuildJob, BuildStep>({
    entry: workerUrl('hnsw-worker', import.meta.url),
    subject: 'The HNSW index',
    resourceLimits: MEMORY,
    workers: 1,
    idleMs: IDLE_MS,
  });
  // The other half is for those who search meanwhile.
  const threads = Math.max(1, Math.floor(availableParallelism() / 2));

  async function steps(connection: Connection, plan: BuildPlan, signal: AbortSignal): Promise<boolean> {
    const folder = hnswFolder(connection.file);
    const { vectors, index: registered } = await connection.write(signal, (database) =>
      registrationFor(database, clock.id()),
    );
    sweep(folder, [registered?.file]);
    const serving = plan.kind === 'replace' ? registered : undefined;
    let from = plan.kind === 'extend' ? plan.from : undefined;
    for (;;) {
      const file = `${clock.id()}.usearch`;
      const step = await pool.run(
        {
          collection: connection.file,
          vectors,
          from: from && { ...from, path: join(folder, from.file) },
          to: join(folder, file),
          most: stepSize,
          threads,
        },
        { signal, timeoutMs: STEP_MS },
      );
      if (step === undefined) return false;
      const { isDone, ...built } = step;
      from = { ...built, file };
      if (isDone || serving === undefined) {
        const next = from;
        const isOurs = await connection.write(signal, (database) => register(database, vectors, next));
        if (!isOurs) {
          rmSync(join(folder, file), { force: true });
          return false;
        }
      }
      sweep(folder, [from.file, isDone ? undefined : serving?.file]);
      if (isDone) return true;
    }
  }

  return {
    async build(connection, plan, signal) {
      // The catalogue of a collection that is kept in another store is searched while that one is away, and not for long.
      const isElsewhere = await connection.read(
        (database) => database.prepare(`SELECT 1 FROM manifest WHERE key = 'place'`).get() !== undefined,
      );
      if (isElsewhere) return false;
      const release = takeLease(hnswFolder(connection.file), clock);
      if (release === undefined) return false;
      try {
        return await steps(connection, plan, signal);
      } finally {
        release();
      }
    },
    close: () => pool.close(),
  };
}
