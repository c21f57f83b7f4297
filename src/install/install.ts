import { ProviderError } from '../core/errors.ts';
import type { Entry } from './client.ts';
import { type Edited, edit, read } from './edit.ts';
import { ChangedMeanwhile, codeOf, find, save } from './save.ts';
import { pathsOf, type Surroundings, type Target } from './target.ts';

export type Installing = {
  readonly target: Target;
  readonly surroundings: Surroundings;
  readonly name: string;
  /** Absent: what is there is taken out. */
  readonly entry: Entry | undefined;
  /** The mode of a file that is not there yet. */
  readonly mode: number;
  /** For the name of the backup. */
  readonly stamp: () => string;
};

export type Installed = Omit<Edited, 'text'> & {
  readonly path: string;
  /** The copy of what was there before. */
  readonly backup: string | undefined;
};

/** A client may write its file at any time; then it is read and edited again. */
const MOST_TRIES = 5;

/** Edits a client's file so that it holds the entry, or no longer does. Nothing is written when it already is so. */
export async function install({ target, surroundings, name, entry, mode, stamp }: Installing): Promise<Installed> {
  const path = await fileOf(target, surroundings);
  return naming(path, async () => {
    for (let tries = 1; ; tries++) {
      const found = await find(path);
      const { text, ...done } = await edit(found.text ?? target.seed ?? '', target, name, entry);
      if (done.did === 'same') return { ...done, path, backup: undefined };
      try {
        return { ...done, path, backup: await save(found, text, { mode, stamp: stamp() }) };
      } catch (thrown) {
        if (!(thrown instanceof ChangedMeanwhile) || tries === MOST_TRIES) throw thrown;
      }
    }
  });
}

/** The file that counts: the first that exists, else the last that the client would read. */
export async function fileOf(target: Target, surroundings: Surroundings): Promise<string> {
  const paths = pathsOf(target, surroundings);
  for (const path of paths) {
    if ((await naming(path, () => find(path))).text !== undefined) return path;
  }
  return paths.at(-1) ?? '';
}

/** What a client's file says of this server now. */
export async function look(
  target: Target,
  surroundings: Surroundings,
  name: string,
): Promise<'none' | 'there' | 'installed'> {
  const path = await fileOf(target, surroundings);
  const { text } = await find(path);
  if (text === undefined) return 'none';
  return (await read(text, target, name)) === undefined ? 'there' : 'installed';
}

/** Says which file an error is about. */
async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = codeOf(thrown);
    if (thrown instanceof ChangedMeanwhile) {
      const message = `${path}: another program writes this file again and again; nothing was changed.`;
      throw new ProviderError('conflict', { message, hint: 'Quit the client, and run this again.' });
    }
    if (thrown instanceof ProviderError) {
      const { hint } = thrown;
      throw new ProviderError(thrown.code, { message: `${path}: ${thrown.message}`, hint, cause: thrown });
    }
    if (code === undefined) throw thrown;
    const message = `${path} cannot be used (${code}); nothing was changed.`;
    throw new ProviderError('internal', { message, hint: 'Check who may write there.', cause: thrown });
  }
}
