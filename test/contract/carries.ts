import { expect } from 'vitest';
import { type AuthScheme, keySets } from '../../src/core/auth.ts';
import { type Asked, KEY } from './row.ts';

/** Expects that a request carries the key as its row says. */
export function carries(auth: AuthScheme, { headers, url }: Asked, keys: readonly string[]): void {
  switch (auth.kind) {
    case 'none':
      expect(headers.authorization).toBeUndefined();
      return;
    case 'bearer':
      expect(headers.authorization).toBe(`Bearer ${KEY}`);
      return;
    case 'header':
      expect(headers[auth.header.toLowerCase()]).toBe(`${auth.prefix ?? ''}${KEY}`);
      return;
    case 'basic': {
      const said = Buffer.from(headers.authorization?.replace(/^Basic /, '') ?? '', 'base64').toString();
      // A user that is a setting has the operator's value.
      if (auth.user.includes('{')) expect(said).toMatch(new RegExp(`^[^{}:]+:${KEY}$`));
      else expect(said).toBe(`${auth.user}:${KEY}`);
      return;
    }
    case 'query':
      expect(new URL(url).searchParams.get(auth.parameter)).toBe(KEY);
      return;
    case 'any': {
      const chosen = auth.schemes.find((one) =>
        keySets(one).some((names) => names.every((name) => keys.includes(name))),
      );
      if (chosen === undefined) throw new Error('No scheme fits the keys.');
      carries(chosen, { headers, url }, keys);
      return;
    }
    default:
      // A signature or an exchanged token, which Baidu wants in the query.
      expect(headers.authorization ?? new URL(url).searchParams.get('access_token')).toMatch(/\S{8}/);
  }
}
