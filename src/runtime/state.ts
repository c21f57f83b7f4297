import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { STATE_FILE } from '../core/state-place.ts';
import { createGroupCommit, type GroupCommit, inTransaction } from './group-commit.ts';
import { MIGRATIONS } from './state-schema.ts';

/** What is kept between calls and shared by every server process on this data folder. */
export type State = {
  read<T>(work: (database: DatabaseSync) => T): Promise<T>;
  /** Runs in a `BEGIN IMMEDIATE` transaction, undone when it throws: other processes wait, nobody sees half of it. */
  write<T>(work: (database: DatabaseSync) => T): Promise<T>;
  close(): void;
};

const BUSY_TIMEOUT_MS = 10_000;

export type StateOptions = {
  readonly home: string;
  readonly clock: Clock;
  /** `state.sqlite` of the data folder when absent. */
  readonly file?: string;
};

/** The state of a data folder in one SQLite file, opened and migrated on first use. */
export function openState(options: StateOptions): State {
  let opening: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opening ??= openDatabase(options).then((database) => ({ database, writes: createGroupCommit(database) }));
    // A failure must not stick: the disk may have room again.
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  return {
    async read(work) {
      return work((await open()).database);
    },
    async write(work) {
      return (await open()).writes.write(work);
    },
    close() {
      const end = ({ database, writes }: Opened): void => {
        writes.flush();
        database.close();
      };
      opening?.then(end).catch(() => undefined);
      opening = undefined;
    },
  };
}

type Opened = { readonly database: DatabaseSync; readonly writes: GroupCommit };

async function openDatabase({ home, clock, file = join(home, STATE_FILE) }: StateOptions): Promise<DatabaseSync> {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  try {
    await useWriteAheadLog(database, clock);
    database.exec('PRAGMA synchronous = NORMAL');
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Switching the journal ignores the busy timeout, so two processes that start at once must try again. */
async function useWriteAheadLog(database: DatabaseSync, clock: Clock): Promise<void> {
  const tries = 100;
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (attempt === tries || !(error instanceof Error) || !/locked|busy/.test(error.message)) throw error;
      await clock.sleep(50);
    }
  }
}

/** Brings the tables up to what this server knows. Throws for those of a newer one. */
export function migrate(database: DatabaseSync): void {
  if (versionOf(database) === MIGRATIONS.length) return;
  inTransaction(database, () => {
    // Read again under the lock: another process may have migrated meanwhile.
    const version = versionOf(database);
    if (version > MIGRATIONS.length) {
      throw new Error(
        `state.sqlite is of version ${version}; this server knows ${MIGRATIONS.length}. Update llmkit-mcp.`,
      );
    }
    for (const sql of MIGRATIONS.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${MIGRATIONS.length}`);
  });
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version ?? 0);
}
