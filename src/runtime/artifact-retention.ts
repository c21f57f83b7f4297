import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { type ArtifactName, parseArtifactName } from '../core/artifact.ts';
import { isAbandoned } from './artifact-draft.ts';
import { deleteFileRows, deleteUnusedSince, filesByAge, rowsOfFile, totalBytes } from './artifact-rows.ts';
import type { State } from './state.ts';

/*
 * Files appear and go inside the write transactions of their rows. The lock of the database is therefore the lock of the
 * folder, between processes too: nobody removes a file that another is just putting there again.
 */

/** Removes a file of the folder. One that another program holds open (Windows) is an orphan: the next sweep has it. */
export function removeFile(folder: string, name: string): void {
  try {
    rmSync(join(folder, name), { force: true });
  } catch {
    // It has no row, so nobody can see it.
  }
}

/** Takes out what was not used since then. To be called inside a write transaction. */
export function expire(database: DatabaseSync, folder: string, since: number): void {
  for (const name of deleteUnusedSince(database, since)) removeFile(folder, fileName(name));
}

/** So much of the room is made at once: to look through all files for each new one would hold up whatever else runs here. */
const SLACK = 0.02;

/** Takes out the oldest until everything fits, but none of `latest`. To be called inside a write transaction. */
export function makeRoom(
  database: DatabaseSync,
  folder: string,
  maxBytes: number,
  latest: readonly ArtifactName[],
): void {
  let excess = totalBytes(database) - maxBytes;
  if (excess <= 0) return;
  excess += maxBytes * SLACK;
  for (const file of filesByAge(database)) {
    if (excess <= 0) return;
    if (latest.some(({ sha256, extension }) => file.sha256 === sha256 && file.extension === extension)) continue;
    deleteFileRows(database, file);
    removeFile(folder, fileName(file));
    excess -= file.bytes;
  }
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
