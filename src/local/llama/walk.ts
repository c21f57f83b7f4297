import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

export type Walk = {
  /** Levels of folders below the first. */
  readonly depth: number;
  readonly accepts: (name: string) => boolean;
};

/** The most files looked at in one folder: a cache of thousands is not searched to its end. */
const MOST = 2000;

/** Files below a folder, links included, in the order of their names. None where it cannot be read. */
export async function filesBelow(folder: string, { depth, accepts }: Walk): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const sorted = entries.toSorted((left, right) => (left.name < right.name ? -1 : 1)).slice(0, MOST);
  const found = await Promise.all(
    sorted.map(async (entry): Promise<readonly string[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return depth === 0 ? [] : filesBelow(path, { depth: depth - 1, accepts });
      // Hugging Face's snapshots are links to blobs; a link to a folder is not followed, since it may lead around.
      return (entry.isFile() || entry.isSymbolicLink()) && accepts(entry.name) ? [path] : [];
    }),
  );
  return found.flat();
}
