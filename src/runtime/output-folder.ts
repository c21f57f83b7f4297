import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProviderError } from '../core/errors.ts';
import { storageReason } from '../core/storage-error.ts';

/** A stored file, and what its copy is to be called. */
export type Original = {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly extension: string;
  readonly title: string;
};

const LONGEST_TITLE = 40;
/** Digits of the content's hash in a name. More of them where somebody else's file has the shorter name. */
const DIGITS = [8, 16, 64] as const;
/** File systems without hard links: FAT, some of networks. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/**
 * Puts a copy of a stored file into the folder as `a-red-boat-1f2e3d4c.png` and resolves to its path. One that is there already is
 * left as it is; another file is never overwritten, and no link is followed. Throws `internal` when the folder cannot be used.
 */
export async function keepCopy(folder: string, original: Original): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    const names = await readdir(folder);
    for (const digits of DIGITS) {
      const ending = `-${original.sha256.slice(0, digits)}.${original.extension}`;
      for (const name of names.filter((candidate) => candidate.endsWith(ending))) {
        if (await isCopy(join(folder, name), original.bytes)) return join(folder, name);
      }
      const path = join(folder, `${fileTitle(original.title)}${ending}`);
      // Another process may have been quicker with the same.
      if ((await place(original.path, path, folder)) || (await isCopy(path, original.bytes))) return path;
    }
  } catch (thrown) {
    const reason = storageReason(thrown);
    if (reason === undefined) throw thrown;
    throw failure(folder, reason, thrown);
  }
  throw failure(folder, 'other files have its names');
}

const failure = (folder: string, reason: string, cause?: unknown): ProviderError =>
  new ProviderError('internal', { message: `No copy could be kept in ${folder}: ${reason}.`, cause });

/** A text as the beginning of a file name that every system takes. */
function fileTitle(text: string): string {
  const words =
    text
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  let title = '';
  for (const word of words) {
    const longer = title === '' ? word : `${title}-${word}`;
    if ([...longer].length > LONGEST_TITLE) break;
    title = longer;
  }
  return title || [...(words[0] ?? 'file')].slice(0, LONGEST_TITLE).join('');
}

async function isCopy(path: string, bytes: number): Promise<boolean> {
  const facts = await lstat(path).catch(() => undefined);
  return facts?.isFile() === true && facts.size === bytes;
}

/** Whether the copy got that name, whole; not when something has it. */
async function place(source: string, path: string, folder: string): Promise<boolean> {
  const draft = join(folder, `.${randomUUID()}.part`);
  try {
    await copyFile(source, draft, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await link(draft, path).catch((error: unknown) => {
      if (!NO_LINKS.has(codeOf(error))) throw error;
      return copyFile(draft, path, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
