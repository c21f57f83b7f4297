import type { ResourceContents } from '../src/core/resource.ts';

export const JSON_TYPE = 'application/json';

/** A value as a resource's JSON. Absent fields are left out. */
export const jsonContents = (value: unknown): ResourceContents => ({
  mimeType: JSON_TYPE,
  text: JSON.stringify(value, undefined, 2),
});

const MOST_COMPLETIONS = 100;

/** The values that begin with what was typed, as many as the protocol lets a server send. */
export const startingWith = (values: readonly string[], typed: string): readonly string[] =>
  [...new Set(values)].filter((value) => value.startsWith(typed)).slice(0, MOST_COMPLETIONS);
