import { realpath } from 'node:fs/promises';
import { relative, sep } from 'node:path';

/** State, the documents, artifacts and media of threads of every tenant, and the keys that sign. */
const OWN = /^(?:artifacts|collections|models|threads)$|^(?:artifacts\.key|continuation\.key|state\.sqlite)/;

/**
 * What the server keeps for itself in its data folder. The folder is a root, so that callers can leave files there, and
 * what belongs to another tenant lies in it too: no path may lead there.
 */
export async function ownFilesOf(home: string | undefined): Promise<(path: string) => boolean> {
  const folder = home === undefined ? undefined : await realpath(home).catch(() => undefined);
  if (folder === undefined) return () => false;
  return (path) => OWN.test(relative(folder, path).split(sep)[0] ?? '');
}
