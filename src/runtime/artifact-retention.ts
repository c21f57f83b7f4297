import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ArtifactName, parseArtifactName } from '../core/artifact.ts';
import { draftName, isAbandoned } from './artifact-draft.ts';
import { deleteFileRows, deleteUnusedSince, oldestFile, rowsOfFile, totalBytes } from './artifact-rows.ts';
import type { State } from './state.ts';

/*
 * Files appear and go inside the write transactions of their rows. The lock of the database is therefore the lock of the
 * folder, between processes too: nobody removes a file that another is just putting there again.
 */

/** Removes a file of the folder. One that another program holds open (Windows) is an orphan: the next sweep has it. */
function removeFile(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true });
  } catch {
    // It has no row, so nobody can see it.
  }
}

/**
 * Takes files out of the folder by a name that nobody looks for, at once, and off the disk afterwards: to free what a file
 * takes there is slow, and needs no lock. What a killed process did not get to is swept as a draft of it.
 */
async function takeOut(folder: string, files: readonly ArtifactName[]): Promise<void> {
  const gone = files.map((file) => {
    const path = join(folder, draftName());
    try {
      renameSync(join(folder, fileName(file)), path);
    } catch {
      // Nobody can see what has no row; the next sweep has it.
    }
    return path;
  });
  for (const path of gone) await unlink(path).catch(() => undefined);
}

/**
 * Takes out what was not used since then. To be called inside a write transaction; resolves when the disk has the room.
 */
export const expire = (database: DatabaseSync, folder: string, since: number): Promise<void> =>
  takeOut(folder, deleteUnusedSince(database, since));

/**
 * Takes out the oldest until everything fits, but none of `latest`. To be called inside a write transaction; resolves when
 * the disk has the room.
 */
export function makeRoom(
  database: DatabaseSync,
  folder: string,
  maxBytes: number,
  latest: readonly ArtifactName[],
): Promise<void> {
  const files: ArtifactName[] = [];
  while (totalBytes(database) > maxBytes) {
    const file = oldestFile(database, latest);
    if (file === undefined) break;
    deleteFileRows(database, file);
    files.push(file);
  }
  return takeOut(folder, files);
}

/** Removes the unfinished drafts of killed processes. */
export function sweepDrafts(folder: string, now: number): void {
  const names = readdirSync(folder);
  for (const name of names.filter((name) => name.endsWith('.part'))) {
    const modified = lstatSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (isAbandoned(name, now - modified)) removeFile(folder, name);
  }
}

/**
 * Removes files that killed processes put there and that never got a row. Only for a state that has always been that of
 * the folder: to any other one, all that was made before it is without a row. Other files are not ours.
 */
export async function sweepOrphans(state: State, folder: string): Promise<void> {
  const names = readdirSync(folder);
  const orphans = await state.read((database) => orphansOf(database, names));
  if (orphans.length === 0) return;
  await state.write((database) => {
    // Looked up again under the lock: a row may have come meanwhile.
    for (const name of orphansOf(database, orphans)) removeFile(folder, name);
  });
}

const orphansOf = (database: DatabaseSync, names: readonly string[]): readonly string[] =>
  names.filter((name) => {
    const parsed = parseArtifactName(name);
    return parsed !== undefined && rowsOfFile(database, parsed).length === 0;
  });

export const fileName = ({ sha256, extension }: ArtifactName): string => `${sha256}.${extension}`;
