import { openSecret } from '../../core/secret.ts';
import type { AuthParts } from './authenticator.ts';
import { missingKey } from './missing-key.ts';

/** The secrets in variables that are needed together, in their order. Throws `not_configured` naming those that are unset. */
export function secretsOf(env: readonly string[], { config, provider }: AuthParts): readonly string[] {
  const values = env.map((name) => {
    const secret = config.secret(name);
    return secret === undefined ? '' : openSecret(secret).trim();
  });
  const missing = env.filter((_, index) => values[index] === '');
  if (missing.length > 0) throw missingKey(provider, missing);
  return values;
}
