import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/clock.ts';
import { ProviderError } from '../../core/errors.ts';
import { sqliteResult, storageError } from '../../core/storage-error.ts';
import { configure, migrate, reconcile } from './schema.ts';

/** SQLite itself waits this long (and blocks the event loop); beyond it we wait asynchronously. */
const BUSY_MS = 50;
const WRITER_PATIENCE_MS = 60_000;
/** Larger files are not read through when they are opened: it would cost seconds. */
const CHECKED_BYTES = 64 * 1024 * 1024;

/** Result codes of SQLite, https://sqlite.org/rescode.html (the low byte). */
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;

type Opened = { readonly database: DatabaseSync; readonly inode: number };

/**
 * One file, opened when it is needed and again when another process has replaced it. Several processes may hold one:
 * readers see whole transactions, writers wait for each other.
 */
export class Connection {
  readonly file: string;
  notes: readonly string[] = [];
  readonly #clock: Clock;
  readonly #onOpen: () => void;
  #opened: Opened | undefined;
  #checked = false;

  constructor(file: string, clock: Clock, onOpen: () => void) {
    this.file = file;
    this.#clock = clock;
    this.#onOpen = onOpen;
  }

  /** Runs a reader. Throws `not_found` when the collection has gone. */
  async read<T>(work: (database: DatabaseSync) => T): Promise<T> {
    return this.#patiently(undefined, () => work(this.#database()));
  }

  /** Runs a reader that asks several times, and sees one state of the file. */
  async snapshot<T>(work: (database: DatabaseSync) => T): Promise<T> {
    return this.read((database) => {
      database.exec('BEGIN');
      try {
        return work(database);
      } finally {
        if (database.isTransaction) database.exec('COMMIT');
      }
    });
  }

  /** Runs a writer in one transaction; waits while another process writes. */
  async write<T>(signal: AbortSignal, work: (database: DatabaseSync) => T): Promise<T> {
    return this.#patiently(signal, () => {
      const database = this.#database();
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work(database);
        database.exec('COMMIT');
        return result;
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  /** Creates the file and its tables unless they are there. */
  async create(): Promise<void> {
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    await this.#patiently(undefined, () => (existsSync(this.file) ? this.#database() : this.#afresh()));
  }

  close(): void {
    this.#opened?.database.close();
    this.#opened = undefined;
  }

  #database(): DatabaseSync {
    // A file that was deleted (and perhaps made anew) by another process lives on under the old handle: look each time.
    const inode = existsSync(this.file) ? statSync(this.file).ino : undefined;
    if (inode === undefined) {
      this.close();
      throw new ProviderError('not_found', { message: 'The collection does not exist.' });
    }
    return this.#opened?.inode === inode ? this.#opened.database : this.#afresh();
  }

  #afresh(): DatabaseSync {
    this.close();
    return this.#open();
  }

  #open(): DatabaseSync {
    const database = new DatabaseSync(this.file);
    try {
      configure(database, BUSY_MS);
      migrate(database);
      const { ino, size } = statSync(this.file);
      if (!this.#checked) this.#check(database, size);
      this.#opened = { database, inode: ino };
      this.#onOpen();
      return database;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  #check(database: DatabaseSync, size: number): void {
    if (size <= CHECKED_BYTES) {
      const found = database.prepare('PRAGMA quick_check(1)').get()?.quick_check;
      if (found !== 'ok') throw damaged(String(found));
    }
    database.exec('BEGIN IMMEDIATE');
    try {
      this.notes = reconcile(database);
      database.exec('COMMIT');
    } catch (error) {
      database.exec('ROLLBACK');
      throw error;
    }
    this.#checked = true;
  }

  async #patiently<T>(signal: AbortSignal | undefined, work: () => T): Promise<T> {
    const giveUpAt = this.#clock.monotonicMs() + WRITER_PATIENCE_MS;
    for (;;) {
      if (signal?.aborted) throw new ProviderError('cancelled');
      try {
        return work();
      } catch (error) {
        if (sqliteResult(error) !== BUSY) throw explained(error);
        if (this.#clock.monotonicMs() > giveUpAt) {
          throw new ProviderError('conflict', {
            message: 'Another process has been writing to this collection for a minute.',
            hint: 'Try again when its rag_index has ended.',
            cause: error,
          });
        }
      }
      await this.#clock.sleep(20 + 60 * this.#clock.random(), signal);
    }
  }
}

function explained(error: unknown): unknown {
  switch (sqliteResult(error)) {
    case CORRUPT:
    case NOT_A_DATABASE:
      return damaged(error instanceof Error ? error.message : '', error);
    default:
      return storageError(error) ?? error;
  }
}

const damaged = (detail: string, cause?: unknown): ProviderError =>
  new ProviderError('internal', {
    message: `The collection's file is damaged (${detail.slice(0, 120)}).`,
    hint: 'Delete it with rag_delete and index its sources again.',
    cause,
  });
