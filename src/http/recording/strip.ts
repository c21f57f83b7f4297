import { keySets } from '../../core/auth.ts';
import type { Config } from '../../core/config.ts';
import type { ProviderDefinition } from '../../core/provider.ts';
import { openSecret } from '../../core/secret.ts';
import { keyList } from '../auth/key-list.ts';
import { createRedactor, redactPatterns } from '../redact.ts';

export type StripOptions = {
  readonly definition: Pick<ProviderDefinition, 'baseUrl' | 'auth' | 'headers' | 'settings'>;
  readonly config: Pick<Config, 'secret' | 'variable'>;
};

/** Takes out of an exchange what must not be kept: keys, tokens, organisations, accounts, e-mail addresses. */
export type Stripper = {
  text(text: string): string;
  /** True for binary content that holds one of our own secrets: it cannot be replaced there without breaking it. */
  holdsSecret(bytes: Buffer): boolean;
  /** The request's URL with secrets replaced, and the host too where it is the operator's own. */
  readonly url: string;
  requestHeaders(headers: Headers): Headers;
  responseHeaders(headers: Headers): Headers;
};

type Headers = Readonly<Record<string, string>>;
type Sent = { readonly url: URL; readonly headers: Headers };

const MASK = 'REDACTED';
const NO_ACCOUNT = '000000000000';

/** Headers that say how and not who. Only these are kept. */
const KEPT_IN_REQUESTS =
  /^(accept|content-type|anthropic-version|anthropic-beta|openai-beta|x-goog-api-version|api-version|prefer)$/;
const KEPT_IN_ANSWERS =
  /^(content-type|retry-after|retry-after-ms|x-should-retry|x-amzn-errortype|(x-|anthropic-)?ratelimit-[a-z-]+|openai-version|openai-processing-ms)$/;
/** Headers of ours whose values stand in ordinary text. */
const HARMLESS = /^(accept-encoding|user-agent|content-length|host)$/;
const CREDENTIALS = /^(authorization|x-api-key|api-key|x-goog-api-key)$/;

/** Values of JSON fields and form fields that are secrets or name an account, wherever they stand. */
const SECRET_FIELDS =
  /("(?:access_token|refresh_token|id_token|client_secret|api_?key|password|assertion|session_token|secret_access_key|organization|organization_id|org_id|account|account_id|project_id|user_id|email|user_email|customer|safety_identifier)"\s{0,4}:\s{0,4})"(?:[^"\\]|\\.)*"/gi;
const FORM_FIELDS =
  /((?:^|&)(?:access_token|refresh_token|client_id|client_secret|api_?key|password|assertion|code)=)[^&\s]{1,8192}/gi;
const ACCOUNT_IDS = /\b(org|proj|acct|workspace|wrkspc)[-_][A-Za-z0-9]{8,64}/g;
const EMAILS = /\b[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/g;
/** Amazon's names carry the account, in URLs escaped. */
const AMAZON_ACCOUNTS = /(\barn(?::|%3A)aws[\w-]{0,16}(?:(?::|%3A)[\w-]{0,64}?){2}(?::|%3A))\d{12}\b/gi;
/** Shorter settings ("us", "v1") stand in ordinary words. */
const SHORTEST_SETTING = 6;

/** A stripper for one request. What it sends as credentials is taken out wherever it comes back. */
export function createStripper({ definition, config }: StripOptions, sent: Sent): Stripper {
  const isPublic = Object.values(definition.baseUrl).some((base) => URL.parse(base)?.host === sent.url.host);
  const redactor = createRedactor([
    ...operatorValues({ definition, config }),
    ...credentialValues(sent.headers),
    ...(isPublic ? [] : [sent.url.host]),
  ]);
  const strip = (text: string): string => stripShapes(redactor.everything(text));
  const kept = (headers: Headers, pattern: RegExp): Headers =>
    Object.fromEntries(
      Object.entries(headers)
        .filter(([name]) => pattern.test(name))
        .map(([name, value]) => [name, strip(value)]),
    );
  return {
    text: (text) => (/^\s*[[{]/.test(text) ? strip(text) : strip(text).replace(FORM_FIELDS, `$1${MASK}`)),
    holdsSecret(bytes) {
      const text = bytes.toString('latin1');
      return redactor.values(text) !== text;
    },
    url: strip(isPublic ? sent.url.href : sent.url.href.replace(sent.url.origin, 'https://redacted.invalid')),
    requestHeaders: (headers) => ({
      ...kept(headers, KEPT_IN_REQUESTS),
      ...Object.fromEntries(Object.keys(headers).flatMap((name) => (CREDENTIALS.test(name) ? [[name, MASK]] : []))),
    }),
    responseHeaders: (headers) => kept(headers, KEPT_IN_ANSWERS),
  };
}

/** Takes out what has the shape of a secret or an address, whoever's it is. What is stripped stays as it is. */
export const stripShapes = (text: string): string =>
  redactPatterns(text)
    .replaceAll('[redacted]', MASK)
    .replace(SECRET_FIELDS, `$1"${MASK}"`)
    .replace(ACCOUNT_IDS, `$1-${MASK}`)
    .replace(AMAZON_ACCOUNTS, (_whole, name: string) => `${name}${NO_ACCOUNT}`)
    .replace(EMAILS, `${MASK}@example.com`);

/** The operator's keys, accounts and projects for this provider. */
function operatorValues({ definition, config }: StripOptions): readonly string[] {
  const keys = keySets(definition.auth).flat();
  const inHeaders = Object.values(definition.headers ?? {}).flatMap((template) =>
    [...template.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name ?? ''),
  );
  const settings = Object.values(definition.settings ?? {}).flatMap(({ env }) => env);
  return [
    ...keys
      .flatMap((name) => config.secret(name) ?? [])
      .map((secret) => openSecret(secret).trim())
      .flatMap((text) => [text, ...keyList(text)]),
    ...[...inHeaders, ...settings].flatMap((name) => config.variable(name) ?? []),
  ].filter((value) => value.length >= SHORTEST_SETTING);
}

/** Whatever goes along in a header that is not known to be harmless, such as a token made a moment ago. */
const credentialValues = (sent: Headers): readonly string[] =>
  Object.entries(sent)
    .filter(([name]) => !KEPT_IN_REQUESTS.test(name) && !HARMLESS.test(name))
    .map(([, value]) => value.replace(/^(bearer|basic|token|key)\s+/i, ''))
    .filter((value) => value.length >= SHORTEST_SETTING);
