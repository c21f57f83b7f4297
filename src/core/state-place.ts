import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ProviderError } from './errors.ts';

/** Where the state is: a file of this machine, or a Redis that several servers share. */
export type StatePlace = { readonly file: string } | { readonly redis: string };

export const STATE_FILE = 'state.sqlite';

/**
 * Reads `LLMKIT_STATE_URL`: `file:` with a path (relative to the data folder, which is also where it is when there is
 * none), `redis://` or `rediss://`. Throws `invalid_input` for any other.
 */
export function statePlace(stateUrl: string, home: string): StatePlace {
  const [, scheme = '', rest = ''] = /^([a-z][a-z+.-]*):(.*)$/is.exec(stateUrl) ?? [];
  if (/^rediss?$/i.test(scheme) && URL.canParse(stateUrl)) return { redis: stateUrl };
  if (scheme.toLowerCase() === 'file') {
    const path = rest.startsWith('//') ? fileURLToPath(stateUrl) : resolve(home, rest);
    return { file: rest === '' ? join(home, STATE_FILE) : path };
  }
  throw new ProviderError('invalid_input', {
    // It may hold a password.
    message: `LLMKIT_STATE_URL takes file: or redis:// (rediss://), not ${scheme === '' ? 'a text without either' : `${scheme}:`}.`,
    hint: 'Leave it unset for a file in the data folder.',
  });
}

/** True when a file argument could lead to the file: it is below a root, and not among what the data folder keeps closed. */
export function isReachable(file: string, home: string, roots: readonly string[]): boolean {
  if (dirname(file) === resolve(home) && basename(file).startsWith(STATE_FILE)) return false;
  return roots.some((root) => {
    const way = relative(root, file);
    return !isAbsolute(way) && way.split(sep)[0] !== '..';
  });
}
