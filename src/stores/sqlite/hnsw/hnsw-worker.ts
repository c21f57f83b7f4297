// The entry of the thread that builds HNSW indexes: it takes minutes of computing, and every call of the library blocks.
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort } from 'node:worker_threads';
import { ProviderError } from '../../../core/errors.ts';
import { silenceThread } from '../../../core/worker.ts';
import type { WorkerAnswer } from '../../../core/worker-pool.ts';
import { numberIn, type Row } from '../rows.ts';
import type { BuildJob, BuildStep } from './build-job.ts';
import { checksum } from './files.ts';
import { readRegistration } from './registration.ts';
import { loadHnsw } from './usearch.ts';

silenceThread();

/** Vectors read and added at once. The thread can be ended between two batches only. */
const BATCH = 1_000;
const BUSY_MS = 5_000;

async function build({ collection, vectors, from, to, most, threads }: BuildJob): Promise<BuildStep> {
  const hnsw = await loadHnsw();
  if (hnsw === undefined) throw new Error('the library has gone');
  const database = new DatabaseSync(collection, { readOnly: true });
  try {
    database.exec(`PRAGMA busy_timeout = ${BUSY_MS}`);
    const read = database.prepare('SELECT chunk, vector FROM vectors WHERE chunk > ? ORDER BY chunk LIMIT ?');
    let last = from?.last ?? 0;
    let rows = read.all(last, BATCH);
    const dimensions = from?.dimensions ?? lengthOf(rows);
    if (dimensions === undefined) return undefined;
    const index = hnsw.create(dimensions);
    if (from !== undefined) index.load(from.path);
    let added = 0;
    while (rows.length > 0 && added < most) {
      if (readRegistration(database)?.vectors !== vectors) throw new Error('other vectors took the place of these');
      const { keys, floats } = batchOf(rows, dimensions);
      if (keys.length > 0) index.add(keys, floats, threads);
      added += keys.length;
      last = numberIn(rows.at(-1) ?? {}, 'chunk');
      rows = read.all(last, BATCH);
    }
    if (added === 0) return undefined;
    index.save(to);
    const shape = { engine: hnsw.engine, dimensions, count: (from?.count ?? 0) + added, last };
    return { ...shape, bytes: statSync(to).size, crc32: await checksum(to), isDone: rows.length === 0 };
  } finally {
    database.close();
  }
}

const bytesIn = ({ vector }: Row): Uint8Array | undefined => (vector instanceof Uint8Array ? vector : undefined);

function lengthOf([row]: readonly Row[]): number | undefined {
  const bytes = row && bytesIn(row)?.length;
  return bytes === undefined ? undefined : bytes / 4;
}

function batchOf(rows: readonly Row[], dimensions: number) {
  const usable = rows.filter((row) => bytesIn(row)?.length === dimensions * 4);
  const floats = new Float32Array(usable.length * dimensions);
  const bytes = new Uint8Array(floats.buffer);
  for (const [at, row] of usable.entries()) bytes.set(bytesIn(row) ?? [], at * dimensions * 4);
  return { keys: BigUint64Array.from(usable, (row) => BigInt(numberIn(row, 'chunk'))), floats };
}

// The only sender is `builder.ts`.
parentPort?.on('message', async (job: BuildJob) => {
  const answer = await build(job).then(
    (value): WorkerAnswer<BuildStep> => ({ ok: true, value }),
    (error: unknown): WorkerAnswer<BuildStep> => {
      const detail = error instanceof Error ? error.message.slice(0, 160) : 'unknown';
      return { ok: false, code: error instanceof ProviderError ? error.code : 'internal', message: detail };
    },
  );
  parentPort?.postMessage(answer);
});
