import type { CallableName } from '../core/capability.ts';
import type { JobStep, Journal, RunJournal } from '../core/job.ts';

/** Where a journal is kept. */
export type JournalKeeper = {
  readonly jobId: string;
  readonly elapsedMs: number;
  readonly steps: Map<string, JobStep>;
  readonly sent: Set<string>;
  /** Makes the job a record if it is none yet, and writes what it remembers. When it rejects nothing may be sent. */
  keep(): Promise<void>;
  /** True once there is a record, which has to know of every request that costs. */
  isKept(): boolean;
  /** The work is under way and can be asked after. */
  onBegun(): void;
  onProgress(done: number): void;
};

/** What one call does at providers. Steps are named by capability, run and part, so that a repeated call finds them again. */
export function createJournal(keeper: JournalKeeper): Journal {
  const opened = new Map<CallableName, number>();
  return {
    open(capability): RunJournal {
      const number = opened.get(capability) ?? 0;
      opened.set(capability, number + 1);
      const run = `${capability}-${number}`;
      const keyOf = (part: number): string => `${run}/${part}`;
      return {
        runId: `${keeper.jobId}/${run}`,
        elapsedMs: keeper.elapsedMs,
        get model() {
          return [...keeper.steps].findLast(([key]) => key.startsWith(`${run}/`))?.[1].model;
        },
        step: (part) => keeper.steps.get(keyOf(part)),
        async begin(part, step) {
          keeper.steps.set(keyOf(part), step);
          try {
            await keeper.keep();
          } catch (error) {
            keeper.steps.delete(keyOf(part));
            throw error;
          }
        },
        async began(part, operation) {
          const step = keeper.steps.get(keyOf(part));
          if (step === undefined) return;
          keeper.steps.set(keyOf(part), { ...step, operation });
          await keeper.keep();
          keeper.onBegun();
        },
        async forget(part) {
          if (keeper.steps.delete(keyOf(part))) await keeper.keep();
        },
        sending(model) {
          if (keeper.sent.has(model)) return undefined;
          keeper.sent.add(model);
          return keeper.isKept() ? keeper.keep() : undefined;
        },
        progress: keeper.onProgress,
      };
    },
  };
}
