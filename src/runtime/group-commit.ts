import type { DatabaseSync } from 'node:sqlite';
import { prepared } from './prepared.ts';

/** Writes to one database, those that come at once in one transaction: most of the time of a small write is its commit. */
export type GroupCommit = {
  /** Resolves once the work is committed. What it throws undoes its own changes and nobody else's. */
  write<T>(work: (database: DatabaseSync) => T): Promise<T>;
  /** Commits what waits, now. */
  flush(): void;
};

type Waiting = {
  /** Does the work, and says how its caller is to be told once all is committed. */
  readonly run: () => () => void;
  readonly reject: (error: unknown) => void;
};

export function createGroupCommit(database: DatabaseSync): GroupCommit {
  let waiting: Waiting[] = [];

  const flush = (): void => {
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    try {
      const settle = inTransaction(database, () =>
        group.length === 1 ? group.map(({ run }) => run()) : group.map((one) => apart(database, one)),
      );
      for (const tell of settle) tell();
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };

  return {
    flush,
    write: (work) =>
      new Promise((resolve, reject) => {
        const run = () => {
          const value = work(database);
          return () => resolve(value);
        };
        // After what has come in by now was read: the calls of one turn write together.
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ run, reject });
      }),
  };
}

/** Runs one of a group so that its failure is its own. Throws when the database has given the whole transaction up. */
function apart(database: DatabaseSync, { run, reject }: Waiting): () => void {
  prepared(database, 'SAVEPOINT one').run();
  try {
    const tell = run();
    prepared(database, 'RELEASE one').run();
    return tell;
  } catch (error) {
    if (!database.isTransaction) throw error;
    prepared(database, 'ROLLBACK TO one').run();
    prepared(database, 'RELEASE one').run();
    return () => reject(error);
  }
}

/** Runs the work in one `BEGIN IMMEDIATE` transaction: other processes wait, nobody sees half of it. */
export function inTransaction<T>(database: DatabaseSync, work: (database: DatabaseSync) => T): T {
  prepared(database, 'BEGIN IMMEDIATE').run();
  try {
    const result = work(database);
    prepared(database, 'COMMIT').run();
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
