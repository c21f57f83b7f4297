import type { Entry } from './client.ts';
import { isTable } from './data.ts';

/** Fields of entries that hold values by name. */
const NAMED_VALUES = new Set(['env', 'envs', 'environment', 'headers']);

/**
 * What stands there with what is to stand there laid over it: switches that the client or its user set, and variables that
 * were written before, stay. An entry that starts a server and one that names an address have nothing to give each other.
 */
export function merged(current: unknown, entry: Entry): Entry {
  if (!isTable(current) || startsProgram(current) !== startsProgram(entry)) return entry;
  const named = Object.entries(entry).flatMap(([key, value]) => {
    const before = current[key];
    return NAMED_VALUES.has(key) && isTable(before) && isTable(value) ? [[key, { ...before, ...value }] as const] : [];
  });
  return { ...current, ...entry, ...Object.fromEntries(named) };
}

/** It starts the server, rather than naming where one is. */
export const startsProgram = (entry: Entry): boolean => 'command' in entry || 'cmd' in entry;

/** The variables that an entry hands to the server. */
export const variablesIn = (entry: Entry): readonly string[] =>
  Object.entries(entry).flatMap(([key, value]) => (NAMED_VALUES.has(key) && isTable(value) ? Object.keys(value) : []));
