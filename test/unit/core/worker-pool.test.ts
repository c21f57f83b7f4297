import { afterEach, describe, expect, it, vi } from 'vitest';
import { createWorkerPool } from '../../../src/core/worker-pool.ts';

type Job = { readonly moreMs: number; readonly gate: Int32Array };

const pool = () =>
  createWorkerPool<Job, string>({
    entry: new URL('../../fixtures/slow-worker.ts', import.meta.url),
    subject: 'The job',
    resourceLimits: {},
  });

/** Starts a job of a thousand milliseconds, and waits until its worker has asked for more. */
async function asking(moreMs: number, mostMoreMs: number | undefined) {
  const gate = new Int32Array(new SharedArrayBuffer(8));
  const workers = pool();
  const result = workers.run({ moreMs, gate }, { signal: new AbortController().signal, timeoutMs: 1_000, mostMoreMs });
  const settled = result.catch((error: unknown) => error);
  await Atomics.waitAsync(gate, 0, 0).value;
  // What it posted before it woke us is read in one of the next turns of the loop.
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  const letGo = () => {
    Atomics.store(gate, 1, 1);
    Atomics.notify(gate, 1);
  };
  return { workers, settled, letGo };
}

describe('a worker that asks for more time', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is given it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { workers, settled, letGo } = await asking(5_000, 10_000);
    vi.advanceTimersByTime(5_900);
    letGo();
    expect(await settled).toBe('done');
    await workers.close();
  });

  it.each([
    ['no more than the job allows', 3_000, 3_900],
    ['nothing where the job allows none', undefined, 900],
  ])('is given %s', async (_, mostMoreMs, stillFine) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { workers, settled } = await asking(5_000, mostMoreMs);
    vi.advanceTimersByTime(stillFine);
    vi.advanceTimersByTime(200);
    expect(await settled).toMatchObject({
      code: 'timeout',
      message: `The job was not done within ${1_000 + (mostMoreMs ?? 0)} ms.`,
    });
    await workers.close();
  });
});

describe('a worker in a process of its own', () => {
  it('takes nothing but itself along when it exhausts its memory', async () => {
    const workers = createWorkerPool<string, string>({
      entry: new URL('../../fixtures/exhausted-worker.ts', import.meta.url),
      subject: 'The job',
      resourceLimits: { maxOldGenerationSizeMb: 64 },
      isApart: true,
      workers: 1,
    });
    const run = (job: string) =>
      workers.run(job, { signal: new AbortController().signal, timeoutMs: 30_000 }).catch((error: unknown) => error);
    expect(await run('grow')).toMatchObject({ code: 'invalid_input' });
    expect(await run('well')).toBe('did well');
    expect(await run('well again')).toBe('did well again');
    await workers.close();
  });
});
