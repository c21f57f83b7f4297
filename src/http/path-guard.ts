import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { ProviderError } from '../core/errors.ts';
import { ownFilesOf } from './own-files.ts';

/** A file inside the roots, opened and checked. The caller closes it. */
export type OpenedFile = { readonly handle: FileHandle; readonly path: string; readonly size: number };

export type PathGuard = {
  /** The real path of something inside the roots. Throws `forbidden` outside, `not_found` for nothing. */
  locate(path: string): Promise<string>;
  /** Opens a regular file inside the roots; what is checked is the open file, not its name. */
  open(path: string): Promise<OpenedFile>;
  /** Those of the real paths that are not the server's own. */
  withoutOwn(paths: readonly string[]): Promise<readonly string[]>;
  /** The bytes of a regular file. Throws `invalid_input` when there are more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<{ readonly bytes: Uint8Array; readonly path: string }>;
};

const LONGEST_PATH = 4096;

const outside = (): ProviderError =>
  new ProviderError('forbidden', {
    message: 'The path is outside of the folders that may be read.',
    hint: 'Move the file there, or let the operator add its folder to LLMKIT_ROOTS.',
    processed: false,
  });
const missing = (): ProviderError =>
  new ProviderError('not_found', { message: 'There is no file at the given path.', processed: false });

/** True when `path` is `root` or lies in it. `root-evil` does not lie in `root`. */
export function isInside(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || !(way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way));
}

export type PathGuardOptions = {
  readonly roots: readonly string[];
  /** The data folder: what the server keeps there for itself is closed. */
  readonly home?: string;
};

/** The one door for files. Paths are taken as they are: no `~`, no variables, no decoding, no trimming. */
export function createPathGuard({ roots, home }: PathGuardOptions): PathGuard {
  const realRoots = async (): Promise<readonly string[]> => {
    const found = await Promise.all(roots.map((root) => realpath(root).catch(() => undefined)));
    return found.filter((root) => root !== undefined);
  };

  async function locate(path: string): Promise<string> {
    if (path === '' || path.length > LONGEST_PATH || path.includes('\0')) {
      throw new ProviderError('invalid_input', { message: 'That is not a path.', processed: false });
    }
    const [inside, isOwn] = await Promise.all([realRoots(), ownFilesOf(home)]);
    // A relative path may lie in any root; the first that has it wins.
    const candidates = isAbsolute(path) ? [path] : [...inside, ...roots].map((root) => resolve(root, path));
    let isAnyInside = false;
    for (const candidate of candidates) {
      if (![...inside, ...roots].some((root) => isInside(root, candidate))) continue;
      const real = await realpath(candidate).catch(() => undefined);
      if (real === undefined) {
        // A link that leads out must not tell what exists behind it.
        const parent = await nearestExisting(candidate);
        isAnyInside ||= inside.some((root) => isInside(root, parent));
        continue;
      }
      if (inside.some((root) => isInside(root, real)) && !isOwn(real)) return real;
    }
    throw isAnyInside ? missing() : outside();
  }

  async function openInside(path: string): Promise<OpenedFile> {
    const real = await locate(path);
    // Without O_NONBLOCK opening a FIFO waits for a writer; O_NOFOLLOW refuses a link put there since the check.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);
    const handle = await open(real, flags).catch((cause: unknown) => {
      throw new ProviderError('not_found', {
        message: 'The file at the given path cannot be read.',
        cause,
        processed: false,
      });
    });
    try {
      const facts = await handle.stat();
      if (!facts.isFile())
        throw new ProviderError('forbidden', { message: 'The given path is not a regular file.', processed: false });
      const opened = await whereIs(handle, real);
      const [inside, isOwn] = await Promise.all([realRoots(), ownFilesOf(home)]);
      if (opened === undefined || isOwn(opened) || !inside.some((root) => isInside(root, opened))) throw outside();
      return { handle, path: real, size: facts.size };
    } catch (thrown) {
      await handle.close();
      throw thrown;
    }
  }

  async function read(path: string, maxBytes: number) {
    const file = await openInside(path);
    try {
      if (file.size > maxBytes) throw tooLarge(maxBytes);
      return { bytes: await readUpTo(file.handle, maxBytes), path: file.path };
    } finally {
      await file.handle.close();
    }
  }

  async function withoutOwn(paths: readonly string[]) {
    const isOwn = await ownFilesOf(home);
    return paths.filter((path) => !isOwn(path));
  }

  return { locate, open: openInside, read, withoutOwn };
}

/** The real path of the closest folder above that exists. */
async function nearestExisting(path: string): Promise<string> {
  const parent = dirname(path);
  return parent === path ? path : realpath(parent).catch(() => nearestExisting(parent));
}

/** Where an open file really is: by its descriptor on Linux, elsewhere by comparing it with what the path names now. */
async function whereIs(handle: FileHandle, path: string): Promise<string | undefined> {
  if (process.platform === 'linux') return readlink(`/proc/self/fd/${handle.fd}`);
  const [opened, named] = await Promise.all([handle.stat({ bigint: true }), stat(path, { bigint: true })]);
  return opened.ino === named.ino && opened.dev === named.dev ? realpath(path) : undefined;
}

/** A file can grow while it is read; the limit holds for what is read. */
async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(256 * 1024), 0, 256 * 1024, null);
    if (bytesRead === 0) return Buffer.concat(parts, length);
    length += bytesRead;
    if (length > maxBytes) throw tooLarge(maxBytes);
    parts.push(buffer.subarray(0, bytesRead));
  }
}

const tooLarge = (maxBytes: number): ProviderError =>
  new ProviderError('invalid_input', { message: `The file is larger than ${maxBytes} bytes.`, processed: false });
