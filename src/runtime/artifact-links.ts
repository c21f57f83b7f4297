import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { type ArtifactName, parseArtifactName } from '../core/artifact.ts';

/** A link is opened by people who come back to a conversation, so it holds for a day. */
export const LINK_MS = 86_400_000;

/** What a link says, before anybody knows whether it is true. */
export type Claim = ArtifactName & { readonly expires: number; readonly signature: string };

const LINK = /^\/artifacts\/([^/?]+)\?expires=(\d{1,16})&signature=([\w-]{43})$/;

/**
 * The tenant is signed and not said: whoever verifies tries the owners of the file. An id of the tenant in the link could
 * be a digest of a token, from which a weak token can be guessed.
 */
function signatureOf(key: KeyObject, tenant: string, name: string, expires: number): Buffer {
  return createHmac('sha256', key)
    .update(JSON.stringify(['artifact', tenant, name, expires]))
    .digest();
}

/** The path and query that open one artifact of one tenant until `expires`, in milliseconds since 1970. */
export function signLink(key: KeyObject, tenant: string, name: string, expires: number): string {
  const signature = signatureOf(key, tenant, name, expires).toString('base64url');
  return `/artifacts/${name}?expires=${expires}&signature=${signature}`;
}

/** The parts of a link in exactly the form that `signLink` writes; `undefined` for any other text. */
export function parseLink(path: string): Claim | undefined {
  const [, name = '', expires = '', signature = ''] = LINK.exec(path) ?? [];
  const parsed = parseArtifactName(name);
  return parsed === undefined ? undefined : { ...parsed, expires: Number(expires), signature };
}

/** Whether the claim was signed for this tenant. */
export function isSignedFor(key: KeyObject, tenant: string, claim: Claim): boolean {
  const expected = signatureOf(key, tenant, `${claim.sha256}.${claim.extension}`, claim.expires);
  const given = Buffer.from(claim.signature, 'base64url');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
