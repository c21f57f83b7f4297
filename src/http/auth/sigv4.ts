import { createHash, createHmac } from 'node:crypto';
import type { Authenticator, AuthOf, AuthParts, UnsignedRequest } from './authenticator.ts';
import { type AwsCredentials, awsCredentials } from './aws-credentials.ts';

/** AWS Signature Version 4 over the request as it is sent. */
export function sigv4Authenticator({ service, region }: AuthOf<'sigv4'>, parts: AuthParts): Authenticator {
  const find = awsCredentials(parts);
  return {
    async credentials(request) {
      const found = await find();
      const scope = { service, region: parts.setting(region), now: parts.now() };
      const { secretAccessKey, sessionToken } = found;
      return {
        headers: signature(request, found, scope),
        secrets: sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken],
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
): Readonly<Record<string, string>> {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const date = time.slice(0, 8);
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
    sha256(body ?? ''),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, text) => hmac(secret, text),
    `AWS4${credentials.secretAccessKey}`,
  );
  const hex = hmac(key, toSign).toString('hex');
  return {
    ...added,
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${hex}`,
  };
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
