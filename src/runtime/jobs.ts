import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import type { Job, JobOutcome, JobRequest, JobRun, JobRunner, Jobs } from '../core/job.ts';
import type { Log } from '../core/log.ts';
import { storageError } from '../core/storage-error.ts';
import { RELEASED, raceWith } from './deadline.ts';
import { BEAT_MS, createCare } from './job-care.ts';
import { fingerprintOf } from './job-fingerprint.ts';
import { ownerName } from './job-owner.ts';
import {
  askCancel,
  findJob,
  findSame,
  type JobRow,
  markDelivered,
  releaseJobs,
  reopenJob,
  writeNote,
} from './job-rows.ts';
import { isLeaving, Leaving } from './leaving.ts';
import { type JobCall, type LiveJob, startLive } from './live-job.ts';
import type { State } from './state.ts';

export type JobsParts = {
  readonly config: Pick<Config, 'home' | 'stateUrl' | 'callDeadlineMs'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Opened when the first call comes, or when there is a record of earlier ones. */
  readonly state: () => Promise<State>;
};

export type JobStore = Jobs & {
  /** Stops without cancelling anything: what is a record goes on in the next process. */
  leave(): Promise<void>;
};

const LOOK_MS = 500;
const SEEN_MS = 2000;
const UNCANCELLABLE = 'It had not reached a provider; nothing more is sent.';

/** The jobs of a data folder. Every process runs its own; those of processes that are gone are taken over. */
export function createJobs({ config, clock, log, state: openState }: JobsParts): JobStore {
  const owner = ownerName(clock);
  const live = new Map<string, LiveJob>();
  const over = new AbortController();
  /** Ended jobs whose answer is on its way. */
  const answered = new Set<string>();
  let runner: JobRunner | undefined;

  const stored = async <T>(work: (state: State) => Promise<T>): Promise<T> => {
    try {
      return await work(await openState());
    } catch (thrown) {
      throw storageError(thrown) ?? thrown;
    }
  };

  const { begin } = createCare({
    config,
    clock,
    log,
    owner,
    live,
    state: openState,
    signal: over.signal,
    takeOver: async (row) => {
      if (runner === undefined) return;
      const again = runner;
      const { id, tool, tenant, subject } = row;
      const kept = { id, tool, arguments: row.arguments, principal: { tenant, subject } };
      await resume(row, (context) => again(kept, context));
    },
    mayTakeOver: () => runner !== undefined,
  });

  async function perform(request: JobRequest): Promise<JobOutcome> {
    const { tool, principal, signal } = request;
    const call: JobCall = {
      ...principal,
      tool,
      arguments: request.arguments,
      fingerprint: fingerprintOf(tool, request.arguments),
    };
    const same = await stored((state) => state.read((database) => findSame(database, call.tenant, call.fingerprint)));
    if (same !== undefined) {
      if (same.status === 'failed' && same.error?.code === 'timeout') await lookAgain(same, request.run);
      return follow(same.id, request);
    }

    const parts = { state: await openState(), clock, owner, onKept: begin };
    const report = (update: Parameters<NonNullable<JobRequest['progress']>>[0]): void => {
      if (!signal.aborted) request.progress?.(update);
    };
    const job = startLive(call, parts, ({ journal, controller }) => {
      const progress = request.progress === undefined ? {} : { progress: report };
      return request.run({ signal: controller.signal, journal, ...progress });
    });
    adopt(job);
    const cancel = (): void => job.controller.abort(new ProviderError('cancelled'));
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    try {
      const output = await untilDeadline(job, request);
      const ran = output ?? (await detached(job));
      if (ran === undefined) return { isDone: false, job: job.view() };
      return { isDone: true, output: ran, ...(job.isKept() && { jobId: job.id }) };
    } catch (thrown) {
      const other = job.sameAs();
      if (other !== undefined) return follow(other, request);
      if (job.isKept() && isLeaving(thrown)) return { isDone: false, job: job.view() };
      throw thrown;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** The output, or `undefined` when the time is up or, for an eager caller, there is something to ask for. */
  async function untilDeadline(job: LiveJob, { isEager }: JobRequest) {
    const reached = new AbortController();
    const deadline = clock.sleep(config.callDeadlineMs, reached.signal).then(
      () => undefined,
      () => new Promise<never>(() => undefined),
    );
    const eager = isEager === true ? job.begun.then(() => undefined) : new Promise<never>(() => undefined);
    try {
      const output = await Promise.race([job.ended, deadline, eager]);
      if (output !== undefined && job.isKept()) seen(job.id);
      return output;
    } finally {
      reached.abort(RELEASED);
    }
  }

  /** Makes the call a record that goes on by itself. Where that cannot be written, the caller has to wait. */
  async function detached(job: LiveJob) {
    if (job.isKept()) return undefined;
    try {
      await job.keep();
    } catch (thrown) {
      if (job.sameAs() === undefined) log.error('A long call could not be made a job.', { tool: job.call.tool });
      else log.info('The same call is a job already.', { tool: job.call.tool });
      if (job.controller.signal.aborted) throw thrown;
      return job.ended;
    }
    return undefined;
  }

  /** Goes on with what took too long. */
  async function lookAgain(same: JobRow, run: JobRun): Promise<void> {
    const isOurs = await stored((state) => state.write((database) => reopenJob(database, same.id, owner, clock.now())));
    if (isOurs) await resume({ ...same, status: 'running', elapsedMs: 0 }, run);
  }

  async function follow(id: string, request: JobRequest): Promise<JobOutcome> {
    const waitMs = request.isEager === true ? 0 : config.callDeadlineMs;
    const job = await get(id, request, waitMs);
    if (job.error !== undefined) throw job.error;
    if (job.result === undefined) return { isDone: false, job };
    return { isDone: true, output: job.result, jobId: id };
  }

  const get: Jobs['get'] = async (id, { principal, signal = new AbortController().signal }, waitMs = 0) => {
    const until = clock.monotonicMs() + waitMs;
    for (;;) {
      const row = await rowOf(id, principal.tenant);
      const mine = live.get(id);
      const job: Job = mine === undefined || isOver(row) ? row : { ...mine.view(), ...noteOf(row) };
      const leftMs = until - clock.monotonicMs();
      if (isOver(job) || leftMs <= 0) {
        if (isOver(job)) seen(id);
        return job;
      }
      const settled = mine?.ended.then(
        () => undefined,
        () => undefined,
      );
      const stop = new AbortController();
      const pause = clock.sleep(mine === undefined ? Math.min(LOOK_MS, leftMs) : leftMs, stop.signal);
      try {
        await raceWith(signal, settled === undefined ? pause : Promise.race([settled, pause]));
      } finally {
        stop.abort(RELEASED);
        pause.catch(() => undefined);
      }
    }
  };

  async function rowOf(id: string, tenant: string): Promise<JobRow> {
    const row = await stored((state) => state.read((database) => findJob(database, tenant, id)));
    if (row !== undefined) return row;
    throw new ProviderError('not_found', {
      message: 'There is no such job.',
      hint: 'Jobs are kept for a week after their end, and only who began one can see it.',
      processed: false,
    });
  }

  /** An answer is taken as seen once it has had the time to go out: a process that dies before that has told nobody. */
  function seen(id: string): void {
    if (answered.has(id)) return;
    answered.add(id);
    void clock.sleep(SEEN_MS, over.signal).then(
      () => markSeen([id]),
      () => undefined,
    );
  }

  async function markSeen(ids: readonly string[]): Promise<void> {
    for (const id of ids) answered.delete(id);
    if (ids.length === 0) return;
    await stored((state) => state.write((database) => ids.forEach((id) => void markDelivered(database, id)))).catch(
      () => undefined,
    );
  }

  const cancel: Jobs['cancel'] = async (id, call) => {
    const row = await rowOf(id, call.principal.tenant);
    if (isOver(row)) return row;
    const [step] = Object.values(row.steps);
    const note = step?.onCancel ?? (row.sent.length > 0 ? billedPerhaps(row.sent) : UNCANCELLABLE);
    const mine = live.get(id);
    if (mine !== undefined) {
      await stored((state) => state.write((database) => writeNote(database, id, note)));
      mine.controller.abort(new ProviderError('cancelled', { message: 'The job was cancelled.' }));
    } else {
      await stored((state) => state.write((database) => askCancel(database, id, note)));
    }
    // Whoever runs it looks every two seconds, and asks the provider for two at most.
    return get(id, call, 3 * BEAT_MS);
  };

  /** Goes on with a record. What was sent and cannot be asked after is not sent again. */
  async function resume(row: JobRow, run: JobRun): Promise<void> {
    if (live.has(row.id) || over.signal.aborted) return;
    const parts = { state: await openState(), clock, owner, onKept: begin };
    const again = async ({ journal, controller }: Pick<LiveJob, 'journal' | 'controller'>) => {
      if (row.sent.length > 0) throw interrupted(row.sent);
      return run({ signal: controller.signal, journal });
    };
    adopt(startLive(row, parts, again, row));
    begin();
  }

  function adopt(job: LiveJob): void {
    live.set(job.id, job);
    const forget = (): void => void live.delete(job.id);
    job.ended.then(forget, forget);
    if (over.signal.aborted) job.controller.abort(leaving());
  }

  return {
    perform,
    get,
    cancel,
    serve(next) {
      runner = next;
      begin();
    },
    async leave() {
      over.abort(leaving());
      await markSeen([...answered]);
      const kept = [...live.values()].filter((job) => job.isKept());
      for (const job of kept) job.controller.abort(leaving());
      if (kept.length === 0) return;
      await Promise.allSettled(kept.map((job) => job.ended));
      await stored((state) => state.write((database) => releaseJobs(database, owner))).catch(() => undefined);
    },
  };
}

const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

const noteOf = ({ note }: JobRow): Pick<Job, 'note'> => (note === undefined ? {} : { note });

const leaving = (): Leaving => new Leaving('The server stops; the job goes on with the next one.');

const billedPerhaps = (models: readonly string[]): string =>
  `A request to ${models.join(', ')} was on its way and may be billed.`;

const interrupted = (models: readonly string[]): ProviderError =>
  new ProviderError('unavailable', {
    message: `The server stopped while ${models.join(', ')} was answering, and the answer is lost. It may have been billed.`,
    hint: 'Call again if it is still wanted; it was not sent a second time.',
  });
