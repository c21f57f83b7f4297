import { createHash } from 'node:crypto';
import { existsSync, linkSync, lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { isRunning } from '../core/running.ts';

const NAME = /\.([0-9a-f]{8})-(\d+)-[0-9a-z-]+\.copying(?:-wal|-shm|-journal)?$/u;
const SUFFIXES = ['-wal', '-shm', '-journal', ''];
/** Process ids mean something only on their own host, or in their own container, when several share the folder. */
const HOST = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const ABANDONED_MS = 86_400_000;

/** The drafts of this process: one of its id that is not here was left by an earlier process of the same id. */
const own = new Set<string>();

/** A collection's file while it is copied, under a name that no collection has. */
export type CopyDraft = {
  readonly path: string;
  /** Gives it the collection's name at once and whole. Returns false when there is a file of that name. */
  place(file: string): boolean;
  /** Removes it. Idempotent. */
  discard(): void;
};

export function newDraft(file: string, id: string): CopyDraft {
  const path = `${file}.${HOST}-${process.pid}-${id}.copying`;
  const name = basename(path);
  own.add(name);
  return {
    path,
    place(target) {
      try {
        linkSync(path, target);
        return true;
      } catch (error) {
        if (existsSync(target)) return false;
        // A file system without links; or a real failure, which renaming meets too.
        if (!(error instanceof Error)) throw error;
        renameSync(path, target);
        return true;
      }
    },
    discard() {
      remove(path);
      own.delete(name);
    },
  };
}

const remove = (path: string): void => {
  for (const suffix of SUFFIXES) rmSync(path + suffix, { force: true });
};

/** Removes drafts whose process is gone, or, where that cannot be known, that were left alone for a day. */
export function sweepDrafts(folder: string, now: number): void {
  for (const file of readdirSync(folder)) {
    const [, host, pid] = NAME.exec(file) ?? [];
    if (host === undefined || own.has(file.replace(/\.copying-.*$/u, '.copying'))) continue;
    const path = join(folder, file);
    const isLeft =
      host === HOST
        ? Number(pid) === process.pid || !isRunning(Number(pid))
        : now - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > ABANDONED_MS;
    if (isLeft) rmSync(path, { force: true });
  }
}
