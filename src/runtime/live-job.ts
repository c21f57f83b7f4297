import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Job, JobStep, ToolOutput } from '../core/job.ts';
import { storageError } from '../core/storage-error.ts';
import { createJournal } from './job-journal.ts';
import {
  type Ending,
  endJob,
  findJob,
  findSame,
  insertJob,
  type JobRow,
  writeProgress,
  writeSteps,
} from './job-rows.ts';
import { isLeaving, Leaving } from './leaving.ts';
import type { State } from './state.ts';

export type LiveParts = {
  readonly state: State;
  readonly clock: Clock;
  readonly owner: string;
  /** There is a record now, whose owner has to give signs of life. */
  readonly onKept: () => void;
};

/** What identifies a call before and after it is a record. */
export type JobCall = Pick<JobRow, 'tenant' | 'subject' | 'tool' | 'arguments' | 'fingerprint'>;

/** A call that runs in this process: in memory alone until it has to be remembered. */
export type LiveJob = {
  readonly id: string;
  readonly call: JobCall;
  readonly journal: ReturnType<typeof createJournal>;
  readonly controller: AbortController;
  /** Settles when the job has ended and that is written down: with the output, or the failure. */
  readonly ended: Promise<ToolOutput>;
  /** Resolves once work at a provider is under way, so that there is a job to be asked for. */
  readonly begun: Promise<void>;
  isKept(): boolean;
  /** The job that already runs for the same request, met when this one was to be written down. */
  sameAs(): string | undefined;
  /** Makes it a record. */
  keep(): Promise<void>;
  /** Writes how far it is, where that changed. */
  writeProgress(): Promise<void>;
  view(): Job;
};

const END_TRIES = 5;
const END_PAUSE_MS = 1000;

/** Runs a call, a new one or one whose record `kept` another process left. */
export function startLive(
  call: JobCall,
  parts: LiveParts,
  run: (live: Pick<LiveJob, 'journal' | 'controller'>) => Promise<ToolOutput>,
  kept?: JobRow,
): LiveJob {
  const { state, clock, owner, onKept } = parts;
  const id = kept?.id ?? clock.id();
  const startedMs = clock.monotonicMs();
  const createdAt = kept?.createdAt ?? clock.now();
  const steps = new Map<string, JobStep>(Object.entries(kept?.steps ?? {}));
  const sent = new Set<string>(kept?.sent);
  const controller = new AbortController();
  const begun = Promise.withResolvers<void>();
  let isKept = kept !== undefined;
  let same: string | undefined;
  let progress = kept?.progress;
  let writtenProgress = progress;
  let ending: Ending | undefined;
  /** It is told once it is written down: who heard of an end shall not see the job begin anew. */
  let toldEnding: Ending | undefined;
  let writing: Promise<void> = Promise.resolve();
  if ([...steps.values()].some(({ operation }) => operation !== undefined)) begun.resolve();

  /** Nothing has been taken by a provider yet. */
  const isWaiting = (): boolean =>
    steps.size > 0 && [...steps.values()].every(({ operation }) => operation === undefined);

  const rowNow = (): JobRow => ({
    ...call,
    ...viewOf(ending),
    steps: Object.fromEntries(steps),
    sent: [...sent],
    owner,
    elapsedMs: (kept?.elapsedMs ?? 0) + clock.monotonicMs() - startedMs,
  });

  const write = async (): Promise<void> => {
    try {
      if (isKept) {
        const isMine = await state.write((database) => writeSteps(database, { ...rowNow(), owner, now: clock.now() }));
        if (!isMine) throw new Leaving(LOST);
        return;
      }
      const other = await state.write((database) => {
        const found = findSame(database, call.tenant, call.fingerprint);
        if (found === undefined || isOver(found)) insertJob(database, rowNow());
        return found === undefined || isOver(found) ? undefined : found.id;
      });
      same = other;
      if (other !== undefined)
        throw new ProviderError('conflict', { message: 'The same request runs already.', processed: false });
      isKept = true;
      onKept();
    } catch (thrown) {
      throw storageError(thrown) ?? thrown;
    }
  };

  // One after the other: what was known last is what stays.
  const keep = (): Promise<void> => {
    const next = writing.then(write);
    writing = next.catch(() => undefined);
    return next;
  };

  const journal = createJournal({
    jobId: id,
    elapsedMs: kept?.elapsedMs ?? 0,
    steps,
    sent,
    keep,
    isKept: () => isKept,
    onBegun: () => begun.resolve(),
    onProgress(done) {
      if (done > (progress ?? 0)) progress = Math.min(1, done);
    },
  });

  const viewOf = (end: Ending | undefined): Job => ({
    id,
    tool: call.tool,
    status: end?.status ?? (isWaiting() ? 'queued' : 'running'),
    ...(progress !== undefined && { progress: end?.status === 'succeeded' ? 1 : progress }),
    ...(end?.result !== undefined && { result: end.result }),
    ...(end?.error !== undefined && { error: end.error }),
    createdAt,
    updatedAt: clock.now(),
  });

  /** Writes the end down. A disk that is full for a moment must not lose a result that was paid for. */
  const end = async (how: Ending): Promise<void> => {
    await writing;
    if (!isKept) return;
    for (let attempt = 1; ; attempt++) {
      try {
        const now = clock.now();
        const isMine = await state.write((database) => endJob(database, { ...how, id, owner, now }));
        if (!isMine) await assertCancelled();
        return;
      } catch (thrown) {
        if (isLeaving(thrown) || attempt === END_TRIES) throw thrown;
        await clock.sleep(END_PAUSE_MS);
      }
    }
  };

  /** It was not ours to end any more. */
  const assertCancelled = async (): Promise<void> => {
    const row = await state.read((database) => findJob(database, call.tenant, id));
    if (row === undefined || !isOver(row)) throw new Leaving(LOST);
  };

  const settle = async (): Promise<ToolOutput> => {
    try {
      const output = await run({ journal, controller });
      ending = { status: 'succeeded', result: output };
      await end(ending).catch((error: unknown) => {
        if (isLeaving(error)) throw error;
      });
      toldEnding = ending;
      return output;
    } catch (thrown) {
      const error = asProviderError(isLeaving(controller.signal.reason) ? controller.signal.reason : thrown);
      if (isLeaving(error)) throw error;
      ending = { status: error.code === 'cancelled' ? 'cancelled' : 'failed', error: mended(error) };
      await end(ending).catch(() => undefined);
      toldEnding = ending;
      throw error;
    }
  };

  const ended = settle();
  ended.catch(() => undefined);
  return {
    id,
    call,
    journal,
    controller,
    ended,
    begun: begun.promise,
    isKept: () => isKept,
    sameAs: () => same,
    keep,
    async writeProgress() {
      if (!isKept || progress === undefined || progress === writtenProgress) return;
      writtenProgress = progress;
      const now = progress;
      await state.write((database) => writeProgress(database, id, owner, now));
    },
    view: () => viewOf(toldEnding),
  };
}

const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

const LOST = 'Another process goes on with this job.';

/** The failure as it is kept: a fault of ours is told without its insides. */
const mended = (error: ProviderError): ProviderError =>
  error.code === 'internal' ? (storageError(error.cause) ?? error) : error;
