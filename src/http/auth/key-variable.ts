import { type AuthScheme, keySets } from '../../core/auth.ts';
import type { Config } from '../../core/config.ts';

/** The variable to look at when a key is refused: of the first key that is set, as that is the one in use. */
export function keyVariableOf(auth: AuthScheme, config: Pick<Config, 'secret'>): string | undefined {
  const sets = keySets(auth);
  return (sets.find((names) => names.every((name) => config.secret(name) !== undefined)) ?? sets[0])?.[0];
}
