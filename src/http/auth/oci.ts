import { createHash, sign } from 'node:crypto';
import type { Authenticator, AuthOf, AuthParts, UnsignedRequest } from './authenticator.ts';
import { type OciIdentity, readOciConfig } from './oci-config.ts';
import { secretsOf } from './secrets-of.ts';

/** What a signature covers, in Oracle's order. A body is covered by its digest. */
const ALWAYS = ['date', '(request-target)', 'host'] as const;
const WITH_BODY = ['content-length', 'content-type', 'x-content-sha256'] as const;

/**
 * The headers that sign a request (draft-cavage-http-signatures-08 in Oracle's form).
 * https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm
 */
export function ociSignature(
  { method, url, headers, body }: UnsignedRequest,
  { keyId, key }: Pick<OciIdentity, 'keyId' | 'key'>,
  nowMs: number,
): Readonly<Record<string, string>> {
  const hasBody = ['POST', 'PUT', 'PATCH'].includes(method);
  const digest = createHash('sha256')
    .update(body ?? '')
    .digest('base64');
  const added = {
    date: new Date(nowMs).toUTCString(),
    ...(hasBody ? { 'x-content-sha256': digest } : {}),
  };
  const values: Readonly<Record<string, string>> = {
    ...headers,
    ...added,
    '(request-target)': `${method.toLowerCase()} ${url.pathname}${url.search}`,
    host: url.host,
    'content-length': String(Buffer.byteLength(body ?? '')),
  };
  const covered = [...ALWAYS, ...(hasBody ? WITH_BODY : [])].filter((name) => values[name] !== undefined);
  const said = covered.map((name) => `${name}: ${values[name]}`).join('\n');
  const signature = sign('sha256', Buffer.from(said), key).toString('base64');
  return {
    ...added,
    authorization: [
      'Signature version="1"',
      `keyId="${keyId}"`,
      'algorithm="rsa-sha256"',
      `headers="${covered.join(' ')}"`,
      `signature="${signature}"`,
    ].join(','),
  };
}

/** Oracle's request signature. The configuration file is read on first use, and again after a refusal. */
export function oci(_scheme: AuthOf<'oci'>, parts: AuthParts): Authenticator {
  const [file = ''] = secretsOf(['OCI_CONFIG_FILE'], parts);
  let identity: Promise<OciIdentity> | undefined;
  return {
    async credentials(request) {
      identity ??= readOciConfig(file, parts);
      const known = await identity.catch((thrown: unknown) => {
        identity = undefined;
        throw thrown;
      });
      const headers = ociSignature(request, known, parts.now());
      return { headers, secrets: [headers.authorization ?? '', ...known.secrets] };
    },
    forget: () => {
      const hadIdentity = identity !== undefined;
      identity = undefined;
      return hadIdentity;
    },
  };
}
