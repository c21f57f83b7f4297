import { isDeepStrictEqual } from 'node:util';
import { ProviderError } from '../core/errors.ts';
import type { Entry } from './client.ts';
import { dataWith, entryAt, type Opened, wayIn, withoutEmpty } from './data.ts';
import { merged } from './merge.ts';
import type { Format, Target } from './target.ts';

const OPENERS: Readonly<Record<Format, () => Promise<(text: string) => Opened>>> = {
  json: async () => (await import('./edit-json.ts')).openJson,
  toml: async () => (await import('./edit-toml.ts')).openToml,
  yaml: async () => (await import('./edit-yaml.ts')).openYaml,
};

/** `same` when the file holds it already (or, for a removal, does not hold it). */
export type Edited = {
  readonly text: string;
  readonly did: 'same' | 'added' | 'changed' | 'removed';
  /** The entry that stands there now. */
  readonly entry: Entry | undefined;
};

/**
 * The text of a client's file with this entry laid over the one that is there, or without it when there is none. All else in it stays as it was: the
 * new text is read again, and must hold the old data and the entry. Throws `invalid_input` for a file that cannot be
 * read, `conflict` for one that cannot take the entry.
 */
export async function edit(text: string, target: Target, name: string, wanted: Entry | undefined): Promise<Edited> {
  const open = await OPENERS[target.format]();
  const opened = open(text);
  const way = wayIn(opened.data, target, name);
  const current = entryAt(opened.data, way);
  const entry = wanted === undefined ? undefined : merged(current, wanted);
  if (isDeepStrictEqual(current, entry)) return { text, did: 'same', entry };
  const written = opened.write(way, entry);
  const isAsMeant = isDeepStrictEqual(
    withoutEmpty(open(written).data ?? {}, way),
    withoutEmpty(dataWith(opened.data, way, entry), way),
  );
  if (!isAsMeant) {
    throw new ProviderError('conflict', {
      message: 'The file is written in a way that this command cannot edit without changing something else in it.',
      hint: 'Nothing was changed. Put the entry in by hand; --print shows it.',
    });
  }
  if (entry === undefined) return { text: written, did: 'removed', entry };
  return { text: written, did: current === undefined ? 'added' : 'changed', entry };
}

/** The entry that a file's text holds, if any. Throws as `edit` does. */
export async function read(text: string, target: Target, name: string): Promise<unknown> {
  const open = await OPENERS[target.format]();
  const { data } = open(text);
  return entryAt(data, wayIn(data, target, name));
}
