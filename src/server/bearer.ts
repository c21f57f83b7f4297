import { createHash } from 'node:crypto';
import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Clock } from '../core/clock.ts';
import type { Config } from '../core/config.ts';
import { secretEquals } from '../core/secret.ts';
import { LOCAL_PRINCIPAL, type Principal } from '../core/tool.ts';
import type { VerifyJwt } from './jwt.ts';
import { PRINCIPAL_KEY } from './request-context.ts';

/** Who sends a request, as sessions and handlers know it. */
export type Caller = { readonly principal: Principal; readonly authInfo: AuthInfo | undefined };

export type Refused = {
  readonly refused: 'no_token' | 'invalid_token' | 'insufficient_scope' | 'unavailable';
  readonly reason: string;
};

/** Reads an Authorization header. Tokens in a query string are never looked at. */
export type Authenticate = (authorization: string | undefined) => Promise<Caller | Refused>;

/** The caller where no authentication is configured: the one user of this machine. */
export const localCaller: Caller = { principal: LOCAL_PRINCIPAL, authInfo: undefined };

export const hasAuthentication = ({ authTokens, oauthIssuer, oauthAudience }: Config['http']): boolean =>
  authTokens.length > 0 || (oauthIssuer !== undefined && oauthAudience !== undefined);

/** The authentication that the configuration asks for: fixed tokens, an OAuth issuer's JWTs, both, or none. */
export async function createAuthenticate(config: Config['http'], clock: Clock): Promise<Authenticate> {
  if (!hasAuthentication(config)) return async () => localCaller;
  const { authTokens, oauthIssuer: issuer, oauthAudience: audience, oauthScopes = [] } = config;
  let verifyJwt: VerifyJwt | undefined;
  if (issuer !== undefined && audience !== undefined) {
    const { createJwtVerifier } = await import('./jwt.ts');
    verifyJwt = createJwtVerifier({ issuer, audience, clock });
  }
  return async (authorization) => {
    const token = /^Bearer +([\w\-.~+/]+=*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { refused: 'no_token', reason: 'A bearer token is required' };
    // All are compared, so that the time does not tell which one came close.
    const isFixed = authTokens.map((secret) => secretEquals(secret, token)).includes(true);
    if (isFixed) return callerOf(['token', token], { scopes: [] });
    if (verifyJwt === undefined) return { refused: 'invalid_token', reason: 'The token is not known here' };
    const verified = await verifyJwt(token);
    if ('refused' in verified) return verified;
    const { subject, clientId, scopes, expiresAt } = verified;
    const lacking = oauthScopes.filter((scope) => !scopes.includes(scope));
    if (lacking.length > 0) {
      return { refused: 'insufficient_scope', reason: `The token lacks the scope ${lacking.join(' ')}` };
    }
    return callerOf(['oauth', issuer ?? '', subject], { scopes, expiresAt, clientId });
  };
}

type Facts = { readonly scopes: readonly string[]; readonly expiresAt?: number; readonly clientId?: string };

/** The tenant is a digest of what identifies the caller, so that the token itself is in no key, path or log. */
function callerOf(identity: readonly string[], { scopes, expiresAt, clientId }: Facts): Caller {
  const id = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 32);
  const principal: Principal = { tenant: id, subject: id };
  return {
    principal,
    authInfo: {
      // Handlers need to know who calls, never the token: it must not be passed on to a provider.
      token: '',
      clientId: clientId ?? id,
      scopes: [...scopes],
      ...(expiresAt === undefined ? {} : { expiresAt }),
      extra: { [PRINCIPAL_KEY]: principal },
    },
  };
}
