import { createHash } from 'node:crypto';

/** A token as 18 letters, digits, `-` and `_`: for stores in which it becomes a key, or whose strings know no quotes. */
export const hashed = (token: string): string =>
  `t_${createHash('sha256').update(token).digest('base64url').slice(0, 16)}`;
