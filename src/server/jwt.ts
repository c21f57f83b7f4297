import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Clock } from '../core/clock.ts';
import type { Refused } from './bearer.ts';

type VerifiedToken = {
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Seconds since 1970. */
  readonly expiresAt: number;
};

export type VerifyJwt = (token: string) => Promise<VerifiedToken | Refused>;

export type JwtOptions = { readonly issuer: string; readonly audience: string; readonly clock: Clock };

/** Signatures with a public key only: with a shared secret, whoever can verify could also issue. */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const CACHE_MS = 60_000;
const CACHE_ENTRIES = 1000;
/** After a failed discovery nobody is asked again for this long: callers without a token could set off any number. */
const RETRY_MS = 5000;

/** Three base64url parts; anything else is refused before the issuer is asked for its keys. */
const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const NO_MATCHING_KEY = /^ERR_JWKS_(?:NO|MULTIPLE)_MATCHING_KEY/;

/** Verifies access tokens by signature, issuer, audience, expiry and not-before. Keys come from the issuer's metadata. */
export function createJwtVerifier({ issuer, audience, clock }: JwtOptions): VerifyJwt {
  const cache = new Map<string, { readonly until: number; readonly token: VerifiedToken }>();
  let keys: Promise<JWTVerifyGetKey> | undefined;
  let retryAtMs = Number.NEGATIVE_INFINITY;

  const verify = async (token: string): Promise<VerifiedToken | Refused> => {
    keys ??= discoverKeys(issuer);
    const { payload } = await jwtVerify(token, await keys, {
      issuer,
      audience,
      algorithms: ALGORITHMS,
      requiredClaims: ['exp', 'sub'],
      currentDate: new Date(clock.now()),
    });
    return read(payload);
  };

  return async (token) => {
    if (!COMPACT_JWT.test(token)) return INVALID;
    const id = createHash('sha256').update(token).digest('base64');
    const known = cache.get(id);
    if (known !== undefined && known.until > clock.now()) return known.token;
    if (clock.monotonicMs() < retryAtMs) return UNAVAILABLE;
    try {
      const verified = await verify(token);
      if ('refused' in verified) return verified;
      if (cache.size >= CACHE_ENTRIES) cache.clear();
      cache.set(id, { until: Math.min(verified.expiresAt * 1000, clock.now() + CACHE_MS), token: verified });
      return verified;
    } catch (thrown) {
      if (isTokensFault(thrown)) return { refused: 'invalid_token', reason: reasonOf(thrown) };
      keys = undefined;
      retryAtMs = clock.monotonicMs() + RETRY_MS;
      return UNAVAILABLE;
    }
  };
}

const INVALID: Refused = { refused: 'invalid_token', reason: 'The token is not valid here' };
const UNAVAILABLE: Refused = { refused: 'unavailable', reason: 'The token issuer cannot be reached' };

/** Everything else (no metadata, no key set, a time-out) is the issuer's fault, and a good token may work again soon. */
function isTokensFault(thrown: unknown): thrown is errors.JOSEError {
  if (!(thrown instanceof errors.JOSEError)) return false;
  const { code } = thrown;
  return /^ERR_(?:JWT|JWS|JOSE_ALG|JOSE_NOT)_/.test(code) || NO_MATCHING_KEY.test(code);
}

function read({ sub, exp, scope, scp, client_id: clientId }: JWTPayload): VerifiedToken | Refused {
  if (sub === undefined || exp === undefined) return { refused: 'invalid_token', reason: 'The token lacks sub or exp' };
  return {
    subject: sub,
    clientId: typeof clientId === 'string' ? clientId : sub,
    scopes: scopesOf(scope ?? scp),
    expiresAt: exp,
  };
}

/** `scope` is a text (RFC 9068); Okta and Microsoft say `scp`, as a list or a text. */
function scopesOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.split(' ').filter((name) => name !== '') : [];
}

function reasonOf(error: Error): string {
  if (error instanceof errors.JWTExpired) return 'The token has expired';
  if (error instanceof errors.JWTClaimValidationFailed) return `The token's ${error.claim} is not accepted here`;
  return INVALID.reason;
}

/** The issuer's key set, by RFC 8414 metadata or OpenID discovery. */
async function discoverKeys(issuer: string): Promise<JWTVerifyGetKey> {
  const url = new URL(issuer);
  const path = url.pathname.replace(/\/$/, '');
  const places = [
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
    `${url.origin}${path}/.well-known/openid-configuration`,
  ];
  for (const place of places) {
    const answer = await fetch(place, { redirect: 'error', signal: AbortSignal.timeout(5000) });
    if (!answer.ok) continue;
    const metadata: unknown = await answer.json();
    if (typeof metadata !== 'object' || metadata === null || !('jwks_uri' in metadata)) continue;
    // A document that speaks for another issuer must not lend its keys to this one (RFC 8414 section 3.3).
    if (!('issuer' in metadata) || metadata.issuer !== issuer) continue;
    const jwks = new URL(String(metadata.jwks_uri));
    if (jwks.protocol === 'https:' || jwks.origin === url.origin) return createRemoteJWKSet(jwks);
  }
  throw new Error('No metadata of the issuer names its keys');
}
