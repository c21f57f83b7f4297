import { constants } from 'node:fs';
import { chmod, chown, copyFile, mkdir, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The operating system's code for a failure; undefined for any other. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'syscall' in thrown && 'code' in thrown ? String(thrown.code) : undefined;

/** A file as it was read. `path` is where it really stands, links followed; `text` is undefined when there is none. */
export type Found = { readonly path: string; readonly text: string | undefined };

export async function find(path: string): Promise<Found> {
  try {
    const real = await realpath(path);
    return { path: real, text: await readFile(real, 'utf8') };
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return { path, text: undefined };
    throw thrown;
  }
}

export type Saving = {
  /** Of a file that is not there yet. */
  readonly mode: number;
  /** Distinguishes this backup from earlier ones. */
  readonly stamp: string;
};

/** The file changed since it was read; nothing was written. */
export class ChangedMeanwhile extends Error {}

/**
 * Puts the new text in place of the old in one step, with the old file's mode and owner, after a copy of it was laid
 * beside it. Gives the copy's path. Whatever fails before the last step leaves the file as it was.
 */
export async function save({ path, text }: Found, next: string, { mode, stamp }: Saving): Promise<string | undefined> {
  const draft = `${path}.${process.pid}.tmp`;
  const old = text === undefined ? undefined : await stat(path);
  const backup = old === undefined ? undefined : `${path}.backup-${stamp}`;
  await mkdir(dirname(path), { recursive: true });
  if (backup !== undefined) await copyFile(path, backup, constants.COPYFILE_EXCL);
  try {
    await write(draft, next, mode);
    if (old !== undefined) {
      await chmod(draft, old.mode & 0o7777);
      if (old.uid !== process.getuid?.() && process.getuid?.() === 0) await chown(draft, old.uid, old.gid);
    }
    if ((await find(path)).text !== text) throw new ChangedMeanwhile();
    await rename(draft, path);
    return backup;
  } catch (thrown) {
    await rm(draft, { force: true });
    if (backup !== undefined) await rm(backup, { force: true });
    throw thrown;
  }
}

async function write(path: string, text: string, mode: number): Promise<void> {
  // An old draft of a process of this number may lie there.
  await rm(path, { force: true });
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
