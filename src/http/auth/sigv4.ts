import { createHash, createHmac } from 'node:crypto';
import type { Authenticator, AuthOf, AuthParts, UnsignedRequest } from './authenticator.ts';
import { type AwsCredentials, awsCredentials } from './aws-credentials.ts';
import { EVENTS_PAYLOAD, eventSigner, type SigningKey } from './sigv4-events.ts';

/** AWS Signature Version 4 over the request as it is sent. */
export function sigv4Authenticator(scheme: AuthOf<'sigv4'>, parts: AuthParts): Authenticator {
  const { service, region, isPresigned } = scheme;
  const find = awsCredentials(parts);
  return {
    async credentials(request) {
      const found = await find();
      const scope = { service, region: parts.setting(region), now: parts.now() };
      const { secretAccessKey, sessionToken } = found;
      const secrets = sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken];
      if (request.isEventStream === true) {
        const hash = { 'x-amz-content-sha256': EVENTS_PAYLOAD };
        const headers = signature({ ...request, headers: { ...request.headers, ...hash } }, found, scope);
        const seed = headers.authorization.split('Signature=').at(-1) ?? '';
        const signEvent = eventSigner(seed, (time) => signingKey(time, found, scope), parts.now);
        return { headers: { ...hash, ...headers }, secrets, signEvent };
      }
      return {
        ...(isPresigned === true
          ? { headers: {}, query: presigned(request, found, scope) }
          : { headers: signature(request, found, scope) }),
        secrets,
      };
    },
  };
}

export type SignatureScope = {
  readonly service: string;
  readonly region: string;
  /** Wall clock, in ms. */
  readonly now: number;
};

/** What of a request's own headers is signed. Connection and accept headers may change on the way. */
const isSigned = (name: string): boolean => name === 'content-type' || name.startsWith('x-amz');

/** The headers that sign a request: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
export function signature(
  { method, url, headers, body }: UnsignedRequest,
  credentials: AwsCredentials,
  { service, region, now }: SignatureScope,
): Readonly<Record<string, string>> & { readonly authorization: string } {
  const time = timestamp(now);
  const added: Record<string, string> = { 'x-amz-date': time };
  if (credentials.sessionToken !== undefined) added['x-amz-security-token'] = credentials.sessionToken;
  const signed = Object.entries({ ...headers, ...added, host: url.host })
    .filter(([name]) => isSigned(name) || name === 'host')
    .map(([name, value]) => [name, value.trim().replace(/ +/g, ' ')] as const)
    .sort(([left], [right]) => byCode(left, right));
  const names = signed.map(([name]) => name).join(';');
  const canonical = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    headers['x-amz-content-sha256'] ?? sha256(body ?? ''),
  ].join('\n');
  const { scope, hex } = sealed(canonical, credentials, { service, region, now });
  return {
    ...added,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hex}`,
  };
}

/** The longest that AWS accepts a presigned request after its date, in seconds. */
const PRESIGNED_FOR_S = 300;

/** The query that signs a request without a body, as WebSockets want it. Only the host is signed beside the query. */
export function presigned(
  { method, url }: Pick<UnsignedRequest, 'method' | 'url'>,
  credentials: AwsCredentials,
  { service, region, now }: SignatureScope,
): Readonly<Record<string, string>> {
  const time = timestamp(now);
  const query = {
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${credentials.accessKeyId}/${scopeOf(time, region, service)}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(PRESIGNED_FOR_S),
    'X-Amz-SignedHeaders': 'host',
    ...(credentials.sessionToken !== undefined && { 'X-Amz-Security-Token': credentials.sessionToken }),
  };
  const whole = new URL(url);
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value);
  const canonical = [
    method,
    canonicalPath(whole),
    canonicalQuery(whole),
    `host:${url.host}`,
    '',
    'host',
    sha256(''),
  ].join('\n');
  return { ...query, 'X-Amz-Signature': sealed(canonical, credentials, { service, region, now }).hex };
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const timestamp = (now: number): string => new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');

const scopeOf = (time: string, region: string, service: string): string =>
  `${time.slice(0, 8)}/${region}/${service}/aws4_request`;

/** The signature of a canonical request, and the scope that it holds for. */
function sealed(canonical: string, credentials: AwsCredentials, { service, region, now }: SignatureScope) {
  const time = timestamp(now);
  const { scope, key } = signingKey(time, credentials, { service, region });
  const toSign = [ALGORITHM, time, scope, sha256(canonical)].join('\n');
  return { scope, hex: hmac(key, toSign).toString('hex') };
}

/** The key of the day that a timestamp names, and what its signatures hold for. */
function signingKey(
  time: string,
  credentials: AwsCredentials,
  { service, region }: Pick<SignatureScope, 'service' | 'region'>,
): SigningKey {
  const scope = scopeOf(time, region, service);
  const key = scope
    .split('/')
    .reduce<string | Buffer>((secret, text) => hmac(secret, text), `AWS4${credentials.secretAccessKey}`);
  return { scope, key: Buffer.from(key) };
}

/** Every service but S3 wants each segment encoded once more than it is sent. */
const canonicalPath = (url: URL): string => url.pathname.split('/').map(encoded).join('/');

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([left, leftValue], [right, rightValue]) => byCode(left, right) || byCode(leftValue, rightValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** By code point, as AWS sorts; a locale would differ. */
const byCode = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** RFC 3986: only letters, digits and `-._~` stay. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (body: string | Uint8Array): string => createHash('sha256').update(body).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
