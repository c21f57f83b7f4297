import { openSecret } from '../../core/secret.ts';
import type { Authenticator, AuthOf, AuthParts } from './authenticator.ts';
import { exchangeToken } from './exchange.ts';
import { googleSource } from './google-source.ts';
import { createTokenCache } from './token-cache.ts';

/** A Google access token: given as it is, or exchanged for a service account, a user's consent or by the machine. */
export function googleAuthenticator({ scope }: AuthOf<'google'>, parts: AuthParts): Authenticator {
  const cache = createTokenCache({
    now: parts.now,
    fetchToken: async (signal) => exchangeToken(await googleSource(scope, parts), parts, signal),
  });
  const given = (): string | undefined => {
    const secret = parts.config.secret('GOOGLE_ACCESS_TOKEN');
    return secret === undefined ? undefined : openSecret(secret).trim() || undefined;
  };
  return {
    async credentials(_request, signal) {
      const token = given() ?? (await cache.token(signal));
      return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
    },
    forget: cache.forget,
  };
}
