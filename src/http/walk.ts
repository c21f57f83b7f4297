import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { ProviderError } from '../core/errors.ts';
import type { Expansion } from '../core/source.ts';
import { isGlob, matchesGlob } from './glob.ts';
import { isInside, type PathGuard } from './path-guard.ts';

/** More files than this are no collection of documents but a mistake. */
const MOST_FILES = 20_000;
const DEEPEST = 32;
const LONGEST_PATTERN = 4096;
const SKIPPED = new Set(['node_modules', '__pycache__']);

/** The regular files that a path, folder or glob names inside the roots: real paths, hidden ones left out. */
export async function expandFiles(pattern: string, guard: PathGuard, roots: readonly string[]): Promise<Expansion> {
  if (pattern.length > LONGEST_PATTERN) throw invalid('That is not a path.');
  if (!isGlob(pattern)) {
    const path = await guard.locate(pattern);
    return (await stat(path)).isDirectory() ? filesBelow(path, guard) : { files: [path], unreadable: [] };
  }
  const files = new Set<string>();
  const unreadable = new Set<string>();
  for (const { folder, rest } of await startsOf(pattern, guard, roots)) {
    const below = await filesBelow(folder, guard);
    for (const file of below.files) {
      if (matchesGlob(rest, relative(folder, file).split(sep).join('/'))) files.add(file);
    }
    for (const closed of below.unreadable) unreadable.add(closed);
  }
  return { files: [...files].sort(), unreadable: [...unreadable].sort() };
}

type Start = { readonly folder: string; readonly rest: string };

/** Where a glob begins: the folder before its first wildcard, in every root for a relative one. */
async function startsOf(pattern: string, guard: PathGuard, roots: readonly string[]): Promise<readonly Start[]> {
  const names = pattern.split('/');
  const firstWild = names.findIndex(isGlob);
  const rest = names.slice(firstWild).join('/');
  const base = names.slice(0, firstWild).join('/');
  if (pattern.startsWith('/')) return [{ folder: await guard.locate(base === '' ? '/' : base), rest }];
  const starts: Start[] = [];
  let refusal: unknown;
  for (const root of roots) {
    try {
      starts.push({ folder: await guard.locate(resolve(root, base)), rest });
    } catch (thrown) {
      refusal = thrown;
    }
  }
  if (starts.length === 0)
    throw refusal ?? new ProviderError('forbidden', { message: 'No folder may be read.', processed: false });
  return starts;
}

/** Files below a folder. Linked folders are not entered and linked files count only when they stay below it. */
async function filesBelow(top: string, guard: PathGuard): Promise<Expansion> {
  const files: string[] = [];
  const unreadable: string[] = [];
  const visit = async (folder: string, depth: number): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (entries === undefined) unreadable.push(folder);
    for (const entry of entries ?? []) {
      if (entry.name.startsWith('.') || SKIPPED.has(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) await visit(path, depth + 1);
      else if (entry.isFile() || (entry.isSymbolicLink() && (await isFileBelow(top, path)))) files.push(path);
      if (files.length > MOST_FILES) throw invalid(`The path names more than ${MOST_FILES} files.`);
    }
  };
  await visit(top, 0);
  return { files: (await guard.withoutOwn(files)).toSorted(), unreadable: unreadable.sort() };
}

const invalid = (message: string): ProviderError => new ProviderError('invalid_input', { message, processed: false });

async function isFileBelow(top: string, link: string): Promise<boolean> {
  try {
    const real = await realpath(link);
    return isInside(top, real) && (await stat(real)).isFile();
  } catch {
    return false;
  }
}
