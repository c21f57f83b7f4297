import { type AuthScheme, keySets } from '../../core/auth.ts';
import type { Authenticator, AuthOf, AuthParts } from './authenticator.ts';
import { keyAuthenticator } from './key.ts';
import { missingKey } from './missing-key.ts';

type Builders = {
  readonly [K in AuthScheme['kind']]: (scheme: AuthOf<K>, parts: AuthParts) => Authenticator | Promise<Authenticator>;
};

/** How each scheme is applied. What exchanges or signs loads on its first use. */
const BUILDERS: Builders = {
  none: () => ({ credentials: async () => ({ headers: {}, secrets: [] }) }),
  bearer: (scheme, parts) =>
    keyAuthenticator({ ...scheme, place: (key) => ({ headers: { authorization: `Bearer ${key}` } }) }, parts),
  header: ({ header, prefix = '', ...scheme }, parts) =>
    keyAuthenticator(
      { ...scheme, place: (key) => ({ headers: { [header.toLowerCase()]: `${prefix}${key}` } }) },
      parts,
    ),
  query: ({ parameter, ...scheme }, parts) =>
    keyAuthenticator({ ...scheme, place: (key) => ({ query: { [parameter]: key } }) }, parts),
  basic: ({ user, ...scheme }, parts) =>
    keyAuthenticator(
      {
        ...scheme,
        isPassword: true,
        place: (key) =>
          basicHeader(
            user.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => parts.setting(name)),
            key,
          ),
      },
      parts,
    ),
  'client-credentials': async (scheme, parts) =>
    (await import('./client-credentials.ts')).clientCredentials(scheme, parts),
  jwt: async (scheme, parts) => (await import('./jwt.ts')).jwt(scheme, parts),
  oci: async (scheme, parts) => (await import('./oci.ts')).oci(scheme, parts),
  sigv4: async (scheme, parts) => (await import('./sigv4.ts')).sigv4Authenticator(scheme, parts),
  google: async (scheme, parts) => (await import('./google.ts')).googleAuthenticator(scheme, parts),
  any: (scheme, parts) => {
    const isSet = (name: string): boolean => parts.config.secret(name) !== undefined;
    const chosen = scheme.schemes.find((one) => keySets(one).some((names) => names.every(isSet)));
    if (chosen === undefined) throw missingKey(parts.provider, keySets(scheme)[0] ?? []);
    return createAuthenticator(chosen, parts);
  },
};

const basicHeader = (user: string, key: string) => {
  const encoded = Buffer.from(`${user}:${key}`, 'utf8').toString('base64');
  return { headers: { authorization: `Basic ${encoded}` }, secrets: [encoded] };
};

/** The authenticator of a scheme. Throws `not_configured`, naming what to set, when nothing is. */
export async function createAuthenticator(scheme: AuthScheme, parts: AuthParts): Promise<Authenticator> {
  // Each builder takes the scheme of its own kind; the union cannot express the correlation.
  const build = BUILDERS[scheme.kind] as (scheme: AuthScheme, parts: AuthParts) => Promise<Authenticator>;
  return build(scheme, parts);
}
