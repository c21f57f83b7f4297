import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const ENDINGS = process.platform === 'win32' ? ['.exe', ''] : [''];

/** The first of the programs that a search path (`PATH`) leads to, as a whole path. `undefined` when none is there. */
export function findProgram(names: readonly string[], searchPath: string | undefined): string | undefined {
  const folders = (searchPath ?? '').split(delimiter).filter((folder) => folder !== '');
  return names
    .flatMap((name) => folders.flatMap((folder) => ENDINGS.map((ending) => join(folder, `${name}${ending}`))))
    .find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
