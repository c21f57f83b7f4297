import { randomUUID } from 'node:crypto';
import { fillTemplate } from '../settings.ts';
import type { Authenticator, AuthOf, AuthParts, Credentials } from './authenticator.ts';
import { type Exchange, exchangeToken } from './exchange.ts';
import { secretsOf } from './secrets-of.ts';
import { parseServiceKey } from './service-key.ts';
import { createTokenCache } from './token-cache.ts';

type Scheme = AuthOf<'client-credentials'>;
type Said = Pick<Exchange, 'headers' | 'form'> & { readonly query?: Readonly<Record<string, string>> };
type Wish = { readonly id: string; readonly secret: string; readonly scope: Readonly<Record<string, string>> };

const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

const GRANT = { grant_type: 'client_credentials' };

/** How each vendor wants the secret said. */
const STYLES: Readonly<Record<Scheme['style'], (wish: Wish) => Said>> = {
  post: ({ id, secret, scope }) => ({
    headers: {},
    form: { ...GRANT, client_id: id, client_secret: secret, ...scope },
  }),
  basic: ({ id, secret, scope }) => ({ headers: { authorization: basic(id, secret) }, form: { ...GRANT, ...scope } }),
  'ibm-iam': ({ id }) => ({
    headers: {},
    form: { grant_type: 'urn:ibm:params:oauth:grant-type:apikey', apikey: id },
  }),
  // Sber hands out ready-made Basic credentials and wants each exchange to carry an id of its own.
  sber: ({ id, scope }) => ({ headers: { authorization: `Basic ${id}`, rquid: randomUUID() }, form: scope }),
  'service-key': (wish) => STYLES.basic(wish),
  // https://ai.baidu.com/ai-doc/REFERENCE/Ck3dwjhhu: the parameters stand in the query.
  baidu: ({ id, secret }) => ({ headers: {}, query: { ...GRANT, client_id: id, client_secret: secret } }),
};

type Given = {
  readonly id: string;
  readonly secret: string;
  /** Filled when it is needed: a setting may be missing. */
  readonly tokenUrl: () => string;
  /** All that has to be kept out of texts. */
  readonly given: readonly string[];
};

function givenIn({ style, env, tokenUrl }: Scheme, parts: AuthParts): Given {
  const given = secretsOf(env, parts);
  const [id = '', secret = ''] = given;
  if (style === 'service-key') {
    const key = parseServiceKey(id, env[0] ?? '', parts);
    return { ...key, tokenUrl: () => `${key.url}${tokenUrl}`, given: [...given, key.secret] };
  }
  return { id, secret, tokenUrl: () => fillTemplate(tokenUrl, parts.provider, parts.setting), given };
}

/** A token got for client credentials, kept until shortly before it expires. */
export function clientCredentials(scheme: Scheme, parts: AuthParts): Authenticator {
  const { id, secret, tokenUrl, given } = givenIn(scheme, parts);

  const cache = createTokenCache({
    now: parts.now,
    fetchToken: (signal) => {
      const scope: Wish['scope'] = scheme.scope === undefined ? {} : { scope: filledScope(scheme.scope, parts) };
      const { headers, form, query } = STYLES[scheme.style]({ id, secret, scope });
      const url = new URL(tokenUrl());
      for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
      const secrets = [...given, ...(headers.authorization === undefined ? [] : [headers.authorization])];
      return exchangeToken({ url, headers, form, secrets, env: scheme.env }, parts, signal);
    },
  });
  return {
    async credentials(_request, signal): Promise<Credentials> {
      const token = await cache.token(signal);
      if (scheme.style === 'baidu') {
        return { headers: {}, query: { access_token: token }, secrets: [token, ...given] };
      }
      return { headers: { authorization: `Bearer ${token}` }, secrets: [token, ...given] };
    },
    forget: cache.forget,
  };
}

/** A scope is form data, not a URL: nothing of it is escaped here. */
const filledScope = (scope: string, { setting }: AuthParts): string =>
  scope.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => setting(name));
