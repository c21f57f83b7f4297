import type { Config } from '../core/config.ts';
import { ProviderError } from '../core/errors.ts';
import type { AuthScheme } from '../core/provider.ts';
import { openSecret } from '../core/secret.ts';

/** Headers that carry the key, and the opened key so that it can be kept out of every text. */
export type Credentials = { readonly headers: Readonly<Record<string, string>>; readonly secrets: readonly string[] };

const NO_CREDENTIALS: Credentials = { headers: {}, secrets: [] };

/** Applies a scheme. Throws `not_configured`, naming the first variable, when a needed key is not set. */
export function credentialsFor(
  scheme: AuthScheme,
  config: Pick<Config, 'secret'>,
  provider: { readonly id: string; readonly name: string },
): Credentials {
  if (scheme.kind === 'none') return NO_CREDENTIALS;
  const key = scheme.env
    .map((name) => config.secret(name))
    .find((secret) => secret !== undefined && openSecret(secret).trim() !== '');
  const [first] = scheme.env;
  if (key === undefined) {
    if (scheme.optional || first === undefined) return NO_CREDENTIALS;
    throw new ProviderError('not_configured', {
      provider: provider.id,
      message: `${provider.name} needs a key: ${first} is not set.`,
      hint: `Set ${first}, or run \`llmkit-mcp doctor\`.`,
      processed: false,
    });
  }
  const value = openSecret(key).trim();
  if (scheme.kind === 'bearer') return { headers: { authorization: `Bearer ${value}` }, secrets: [value] };
  return { headers: { [scheme.header.toLowerCase()]: `${scheme.prefix ?? ''}${value}` }, secrets: [value] };
}
