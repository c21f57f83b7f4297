import { existsSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { statePlace } from '../core/state-place.ts';
import { watchOwners } from './job-owner.ts';
import { claimJobs, expireJobs, findJob, type JobRow, listOwners, ownedJobs, writeBeat } from './job-rows.ts';
import { Leaving } from './leaving.ts';
import type { LiveJob } from './live-job.ts';
import type { State } from './state.ts';

export type CareParts = {
  readonly config: Pick<Config, 'home' | 'stateUrl'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly owner: string;
  readonly live: ReadonlyMap<string, LiveJob>;
  readonly state: () => Promise<State>;
  /** Ends it. */
  readonly signal: AbortSignal;
  readonly mayTakeOver: () => boolean;
  /** Goes on with a job that is ours from now on. */
  readonly takeOver: (row: JobRow) => Promise<void>;
};

/** Between two signs of life, and so until a wish to cancel is seen. */
export const BEAT_MS = 2000;
const FIRST_BEAT_MS = 200;
/** Jobs that are taken over at once; the next ones follow at the next look. */
const CLAIMED_AT_ONCE = 200;
const KEPT_MS = 7 * 86_400_000;
const TIDY_MS = 3_600_000;

/** Looks after jobs: gives signs of life for this process's own, ends what is to be ended, takes over what others left. */
export function createCare(parts: CareParts): { readonly begin: () => void } {
  const { config, clock, log, owner, live, signal } = parts;
  const place = statePlace(config.stateUrl, config.home);
  const isGone = watchOwners(owner, clock);
  let isBeating = false;
  let beatMs = 0;
  let tidiedMs = Number.NEGATIVE_INFINITY;

  /** From the first job on, or from when this process serves. */
  function begin(): void {
    if (isBeating || signal.aborted) return;
    isBeating = true;
    beatMs = clock.monotonicMs();
    void (async () => {
      try {
        await clock.sleep(FIRST_BEAT_MS, signal);
        for (;;) {
          await beat().catch((error: unknown) => log.error(`Jobs could not be looked after: ${String(error)}`));
          await clock.sleep(BEAT_MS, signal);
        }
      } catch {
        // Stopped.
      }
    })();
  }

  async function beat(): Promise<void> {
    // A server that never had a job does not make a file for them.
    if (live.size === 0 && 'file' in place && !existsSync(place.file)) return;
    const state = await parts.state();
    const now = clock.monotonicMs();
    if ([...live.values()].some((job) => job.isKept())) {
      const owned = await state.write((database) => {
        writeBeat(database, owner, now - beatMs, clock.now());
        return new Map(ownedJobs(database, owner).map(({ id, isCancelAsked }) => [id, isCancelAsked]));
      });
      for (const job of live.values()) await lookAfter(job, owned.get(job.id), state);
    }
    beatMs = now;
    if (parts.mayTakeOver()) await takeOver(state);
    if (now - tidiedMs < TIDY_MS) return;
    tidiedMs = now;
    await state.write((database) => expireJobs(database, clock.now() - KEPT_MS));
  }

  async function lookAfter(job: LiveJob, isCancelAsked: boolean | undefined, state: State): Promise<void> {
    if (!job.isKept()) return;
    if (isCancelAsked === true) {
      job.controller.abort(new ProviderError('cancelled', { message: 'The job was cancelled.' }));
    } else if (isCancelAsked === undefined && (await isLost(job, state))) {
      job.controller.abort(new Leaving('Another process goes on with this job.'));
    } else {
      await job.writeProgress();
    }
  }

  /** Another's by now, rather than ended or begun since we looked. */
  async function isLost({ id, call }: LiveJob, state: State): Promise<boolean> {
    const row = await state.read((database) => findJob(database, call.tenant, id));
    return row === undefined || ((row.status === 'queued' || row.status === 'running') && row.owner !== owner);
  }

  async function takeOver(state: State): Promise<void> {
    const owners = await state.read(listOwners);
    for (const { owner: other, beat: count } of owners) {
      if (!isGone(other, count)) continue;
      const rows = await state.write((database) => claimJobs(database, other, owner, CLAIMED_AT_ONCE));
      log.info('Jobs are taken over.', { count: rows.length });
      for (const row of rows) await parts.takeOver(row);
    }
  }

  return { begin };
}
