import { ProviderError } from '../core/errors.ts';
import type { Entry } from './client.ts';
import type { Target } from './target.ts';

/** A configuration file that was read: its data, and how its text becomes the text with or without an entry. */
export type Opened = {
  readonly data: unknown;
  /** The whole new text. The caller has checked that the way to the entry holds objects only. */
  write(way: Way, entry: Entry | undefined): string;
};

/** Where an entry stands: below `at`, by its name or as the list's item of that name. */
export type Way = { readonly at: readonly string[]; readonly name: string; readonly isList: boolean };

/** The way to an entry in a file with this data. */
export function wayIn(data: unknown, { at, olderAt, isList = false }: Target, name: string): Way {
  const older = olderAt?.reduce<unknown>((value, key) => (isTable(value) ? value[key] : undefined), data);
  const isOlder = isTable(older) && Object.keys(older).length > 0 && !Object.hasOwn(older, at.at(-1) ?? '');
  return { at: isOlder && olderAt !== undefined ? olderAt : at, name, isList };
}

type Table = Record<string, unknown>;
export const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** The entry that stands there now. Throws `conflict` where the way to it leads through something else. */
export function entryAt(data: unknown, { at, name, isList }: Way): unknown {
  const servers = ['', ...at].reduce<unknown>((value, key, index) => {
    const inside = index === 0 ? value : isTable(value) ? value[key] : undefined;
    const isLast = index === at.length;
    if (inside === undefined || inside === null) return undefined;
    if (isLast && isList ? Array.isArray(inside) : isTable(inside)) return inside;
    const where = index === 0 ? 'The file' : `"${at.slice(0, index).join('.')}"`;
    throw new ProviderError('conflict', {
      message: `${where} holds no ${isLast && isList ? 'list' : 'table of names'}; nothing was changed.`,
      hint: 'Put it in order by hand, then run this again.',
    });
  }, data);
  if (Array.isArray(servers)) return servers.find((item) => isTable(item) && item.name === name);
  return isTable(servers) && Object.hasOwn(servers, name) ? servers[name] : undefined;
}

/** A copy of the data with the entry, or without it. */
export function dataWith(data: unknown, { at, name, isList }: Way, entry: Entry | undefined): unknown {
  const copy: unknown = structuredClone(data);
  const root: Table = isTable(copy) ? copy : {};
  const [last = '', ...before] = [...at].reverse();
  let table = root;
  for (const key of before.reverse()) table = childOf(table, key);
  if (isList) {
    const list: readonly unknown[] = Array.isArray(table[last]) ? table[last] : [];
    const index = list.findIndex((item) => isTable(item) && item.name === name);
    const others = list.filter((_, position) => position !== index);
    if (entry !== undefined) others.splice(index === -1 ? others.length : index, 0, entry);
    table[last] = others;
    return root;
  }
  const servers = childOf(table, last);
  if (entry === undefined) delete servers[name];
  else servers[name] = entry;
  return root;
}

/** The data without the tables on the way that hold nothing: whether those are written out says nothing. */
export function withoutEmpty(data: unknown, { at }: Way): unknown {
  const [key, ...rest] = at;
  if (key === undefined || !isTable(data) || !Object.hasOwn(data, key)) return data;
  const { [key]: inside, ...others } = data;
  const kept = withoutEmpty(inside, { at: rest, name: '', isList: false });
  const isEmpty =
    kept === null || (Array.isArray(kept) ? kept.length === 0 : isTable(kept) && Object.keys(kept).length === 0);
  return isEmpty ? others : { ...others, [key]: kept };
}

function childOf(table: Table, key: string): Table {
  const inside = table[key];
  const child: Table = isTable(inside) ? inside : {};
  table[key] = child;
  return child;
}
