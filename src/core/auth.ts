/**
 * How a caller proves who it is. Plain data; `http/auth/` applies it. A secret is named by the variables that may hold it, the
 * ecosystem's usual name first.
 */
export type AuthScheme =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer'; readonly env: readonly string[]; readonly optional?: boolean }
  | {
      readonly kind: 'header';
      readonly header: string;
      readonly prefix?: string;
      readonly env: readonly string[];
      readonly optional?: boolean;
    }
  | { readonly kind: 'query'; readonly parameter: string; readonly env: readonly string[] }
  /** HTTP Basic with the key as the password. The user may be a `{setting}`. */
  | { readonly kind: 'basic'; readonly user: string; readonly env: readonly string[] }
  /**
   * AWS Signature Version 4, with the usual AWS variables. `region` names the setting that holds the region. A presigned
   * request carries its signature in the query, as AWS's WebSockets want it.
   */
  | { readonly kind: 'sigv4'; readonly service: string; readonly region: string; readonly isPresigned?: boolean }
  /** A Google service account file or application default credentials, exchanged for an access token. */
  | { readonly kind: 'google'; readonly scope: string }
  /** OAuth 2 client credentials in one of the ways that vendors ask for them. */
  | {
      readonly kind: 'client-credentials';
      /**
       * May hold `{setting}`; one at its start stands for the whole beginning of the URL. With `service-key` it is what
       * follows the address in the key.
       */
      readonly tokenUrl: string;
      /**
       * How the secret is said: in the form (`post`), as Basic credentials, or as a vendor wants it. With `baidu` the token
       * goes into the query, otherwise it is a bearer token.
       */
      readonly style: 'post' | 'basic' | 'ibm-iam' | 'sber' | 'baidu' | 'service-key';
      /**
       * Client id and secret; for `ibm-iam` the API key, for `sber` the ready-made Basic credentials, for `service-key` SAP's
       * JSON with both.
       */
      readonly env: readonly string[];
      /** May hold `{setting}`. */
      readonly scope?: string;
    }
  /** Oracle's request signature, with the usual configuration file (`OCI_CONFIG_PROFILE` names its section). */
  | { readonly kind: 'oci' }
  /** A short-lived token that we sign ourselves from an id and a secret (HS256). */
  | { readonly kind: 'jwt'; readonly env: readonly [id: string, secret: string] }
  /** The first of them that is configured. */
  | { readonly kind: 'any'; readonly schemes: readonly AuthScheme[] };

export const noAuth: AuthScheme = { kind: 'none' };
export const bearer = (...env: readonly string[]): AuthScheme => ({ kind: 'bearer', env });
export const optionalBearer = (...env: readonly string[]): AuthScheme => ({ kind: 'bearer', env, optional: true });
export const header = (name: string, ...env: readonly string[]): AuthScheme => ({ kind: 'header', header: name, env });
export const sigv4 = (service: string, region = 'region'): AuthScheme => ({ kind: 'sigv4', service, region });
export const google: AuthScheme = { kind: 'google', scope: 'https://www.googleapis.com/auth/cloud-platform' };
export const anyOf = (...schemes: readonly AuthScheme[]): AuthScheme => ({ kind: 'any', schemes });

/** Variables that together are enough. */
export type KeySet = readonly string[];

/** Every set of variables that would do, the usual one first. Empty when nothing is needed. */
export function keySets(scheme: AuthScheme): readonly KeySet[] {
  switch (scheme.kind) {
    case 'none':
      return [];
    case 'bearer':
    case 'header':
    case 'query':
    case 'basic':
      return scheme.env.map((name) => [name]);
    case 'sigv4':
      return [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'], ['AWS_PROFILE'], ['AWS_SHARED_CREDENTIALS_FILE']];
    case 'google':
      return [['GOOGLE_APPLICATION_CREDENTIALS'], ['GOOGLE_ACCESS_TOKEN'], ['LLMKIT_GOOGLE_ADC']];
    case 'client-credentials':
    case 'jwt':
      return [scheme.env];
    case 'oci':
      return [['OCI_CONFIG_FILE']];
    case 'any':
      return scheme.schemes.flatMap(keySets);
  }
}

/** True when the provider also answers without a key. */
export function isKeyOptional(scheme: AuthScheme): boolean {
  if (scheme.kind === 'any') return scheme.schemes.some(isKeyOptional);
  return scheme.kind === 'none' || ('optional' in scheme && scheme.optional === true);
}
