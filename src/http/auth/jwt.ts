import { createHmac } from 'node:crypto';
import type { Authenticator, AuthOf, AuthParts } from './authenticator.ts';
import { secretsOf } from './secrets-of.ts';
import { createTokenCache } from './token-cache.ts';

/** How long a token is good, in seconds, and how far a provider's clock may be behind ours. */
const LIFE_S = 1800;
const CLOCK_SKEW_S = 5;

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that says who we are, signed with the secret (HS256), good for half an hour. */
export function signedToken(id: string, secret: string, nowMs: number): string {
  const now = Math.floor(nowMs / 1000);
  const claims = { iss: id, exp: now + LIFE_S, nbf: now - CLOCK_SKEW_S };
  const said = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${said}.${createHmac('sha256', secret).update(said).digest('base64url')}`;
}

/** A bearer token that we sign ourselves from an id and a secret. */
export function jwt({ env }: AuthOf<'jwt'>, parts: AuthParts): Authenticator {
  const given = secretsOf(env, parts);
  const [id = '', secret = ''] = given;
  const cache = createTokenCache({
    now: parts.now,
    fetchToken: async () => ({
      token: signedToken(id, secret, parts.now()),
      expiresAtMs: parts.now() + LIFE_S * 1000,
    }),
  });
  return {
    async credentials(_request, signal) {
      const token = await cache.token(signal);
      return { headers: { authorization: `Bearer ${token}` }, secrets: [token, ...given] };
    },
  };
}
