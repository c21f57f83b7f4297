import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createProgressReporter, type ProgressUpdate } from '../../../src/server/progress.ts';

const sent: ProgressUpdate[] = [];
const send = async (update: ProgressUpdate) => void sent.push(update);

beforeEach(() => {
  sent.length = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('progress', () => {
  it('sends the first at once, then at most one per interval, and the last before the result', async () => {
    const reporter = createProgressReporter({ send, everyMs: 50 });
    for (let step = 1; step <= 100; step++) {
      reporter.report({ message: `step ${step}`, progress: step });
      await vi.advanceTimersByTimeAsync(2);
    }
    await reporter.finish();
    expect(sent[0]).toEqual({ message: 'step 1', progress: 1 });
    expect(sent.at(-1)).toEqual({ message: 'step 100', progress: 100 });
    expect(sent.length).toBeLessThanOrEqual(6);
  });

  it('increases strictly, whatever is reported', async () => {
    const reporter = createProgressReporter({ send, everyMs: 1 });
    const reports = [
      { progress: 0.5, total: 1 },
      { total: 1 },
      { progress: 0.2, total: 1 },
      { progress: 0.9, total: 1 },
      {},
    ];
    for (const report of reports) {
      reporter.report({ message: 'x', ...report });
      await vi.advanceTimersByTimeAsync(5);
    }
    await reporter.finish();
    const values = sent.map(({ progress }) => progress);
    expect(values).toHaveLength(5);
    expect(values.every((value, at) => at === 0 || value > (values[at - 1] ?? Number.POSITIVE_INFINITY))).toBe(true);
    expect(values[2]).toBeLessThan(0.9);
  });

  it('repeats the last message when a call stays silent', async () => {
    const reporter = createProgressReporter({ send, heartbeatMs: 10_000 });
    reporter.report({ message: 'waiting for acme', progress: 1 });
    await vi.advanceTimersByTimeAsync(25_000);
    await reporter.finish();
    expect(sent.map(({ message }) => message)).toEqual(['waiting for acme', 'waiting for acme', 'waiting for acme']);
  });

  it('sends nothing after the end and leaves no timer behind', async () => {
    const reporter = createProgressReporter({ send });
    reporter.report({ message: 'one' });
    await reporter.finish();
    reporter.report({ message: 'late' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});
