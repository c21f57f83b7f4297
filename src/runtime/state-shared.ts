import { DatabaseSync, type Session } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import { migrate, type State } from './state.ts';
import { damaged, type Position, type Pulled, type StateLog } from './state-log.ts';
import { MIGRATIONS } from './state-schema.ts';

/** A holder that stands still for longer has lost the lock, and what it wrote. */
const LOCK_MS = 5000;
const LONGEST_WAIT_MS = 15_000;
/** Changes are summed up when they are larger than that and than the last sum. */
const SUM_UP_BYTES = 1_000_000;

const NOWHERE: Position = { epoch: '', seq: 0 };

type Replica = { readonly database: DatabaseSync; readonly whole: Session; position: Position };

/**
 * The state of several servers, over the same tables as the file's: each server has them in memory and brings them up to
 * date before it reads or writes, by SQLite's own changesets. One writes at a time, so that a budget or a job's owner is
 * decided once for all of them.
 */
export function openSharedState({ log, clock, close }: SharedParts): State {
  let replica = emptyReplica();
  let sumBytes = 0;
  let last: Promise<unknown> = Promise.resolve();
  let isClosed = false;

  /** One after the other: a transaction must not be seen by a reader that comes between its work and its end. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(() => {
      if (isClosed) throw new ProviderError('unavailable', { message: 'The server is shutting down.' });
      return work();
    });
    last = next.catch(() => undefined);
    return next;
  };

  /** Tokens of the changes that came. `empty` when the server holds nothing; then what is here is all there is. */
  async function catchUp(lock?: { readonly token: string; readonly ms: number }): Promise<CaughtUp> {
    const pulled = await log.pull(replica.position, lock);
    if (!('changes' in pulled)) return { kind: pulled.kind, tokens: [] };
    if (pulled.version > MIGRATIONS.length) {
      throw new ProviderError('internal', {
        message: `The shared state is of version ${pulled.version}; this server knows ${MIGRATIONS.length}.`,
        hint: 'Update llmkit-mcp on this machine.',
      });
    }
    if (pulled.kind === 'whole') {
      replica.database.close();
      replica = emptyReplica();
      sumBytes = pulled.changes[0]?.bytes.byteLength ?? 0;
    }
    for (const { bytes } of pulled.changes) {
      if (bytes.byteLength === 0 || replica.database.applyChangeset(bytes)) continue;
      replica.database.close();
      replica = emptyReplica();
      throw damaged();
    }
    replica.position = pulled.position;
    return { kind: pulled.kind, tokens: pulled.changes.map(({ token }) => token) };
  }

  async function locked(token: string): Promise<'empty' | 'held'> {
    const untilMs = clock.monotonicMs() + LONGEST_WAIT_MS;
    for (;;) {
      const { kind } = await catchUp({ token, ms: LOCK_MS });
      if (kind !== 'busy') return kind === 'empty' ? 'empty' : 'held';
      if (clock.monotonicMs() > untilMs) {
        throw new ProviderError('overloaded', {
          message: 'Other servers keep the shared state busy.',
          retryAfterMs: 1000,
        });
      }
      await clock.sleep(2 + clock.random() * 8);
    }
  }

  async function write<T>(work: (database: DatabaseSync) => T): Promise<T> {
    const token = clock.id();
    try {
      const isFirst = (await locked(token)) === 'empty';
      const whole = isFirst ? replica.whole.changeset() : undefined;
      if (isFirst) replica.position = { epoch: clock.id(), seq: 0 };
      return await commit(token, whole, work);
    } catch (thrown) {
      await log.release(token).catch(() => undefined);
      throw thrown;
    }
  }

  async function commit<T>(
    token: string,
    whole: Uint8Array | undefined,
    work: (database: DatabaseSync) => T,
  ): Promise<T> {
    const { database } = replica;
    const session = database.createSession();
    database.exec('BEGIN IMMEDIATE');
    let result: T;
    let appended: number | undefined;
    try {
      result = work(database);
      const change = session.changeset();
      const appending = { token, position: replica.position, version: MIGRATIONS.length, change, whole };
      appended = await log.append(appending).catch(() => undefined);
      database.exec(appended === undefined ? 'ROLLBACK' : 'COMMIT');
      if (appended !== undefined && change.byteLength > 0) replica.position = next(replica.position);
    } catch (thrown) {
      database.exec('ROLLBACK');
      throw thrown;
    } finally {
      session.close();
    }
    if (appended === undefined) await assertAppended(token);
    else if (appended > Math.max(SUM_UP_BYTES, sumBytes)) await sumUp();
    return result;
  }

  /** The answer was lost, or the lock: only what stands in the sequence has happened. */
  async function assertAppended(token: string): Promise<void> {
    const { tokens } = await catchUp();
    if (tokens.includes(token)) return;
    throw new ProviderError('conflict', {
      message: 'The shared state could not be written: the lock was lost meanwhile.',
      hint: 'Try again.',
      processed: false,
    });
  }

  async function sumUp(): Promise<void> {
    const whole = replica.whole.changeset();
    // Somebody else will, where this one cannot.
    await log.sumUp(replica.position, whole).catch(() => undefined);
    sumBytes = whole.byteLength;
  }

  return {
    read: (work) =>
      inTurn(async () => {
        await catchUp();
        return work(replica.database);
      }),
    write: (work) => inTurn(() => write(work)),
    close() {
      isClosed = true;
      void last.then(async () => {
        replica.database.close();
        await close();
      });
    },
  };
}

type CaughtUp = { readonly kind: Pulled['kind']; readonly tokens: readonly string[] };

export type SharedParts = {
  readonly log: StateLog;
  readonly clock: Clock;
  /** Ends the connection. */
  readonly close: () => Promise<void> | void;
};

const next = ({ epoch, seq }: Position): Position => ({ epoch, seq: seq + 1 });

/** The tables with nothing in them. The session sums up whatever comes into them. */
function emptyReplica(): Replica {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  return { database, whole: database.createSession(), position: NOWHERE };
}
