import { createHmac, hash } from 'node:crypto';
import { encodeHeaders, frameWith } from '../eventstream-encode.ts';

/** What stands for the hash of a body whose events are signed one by one. */
export const EVENTS_PAYLOAD = 'STREAMING-AWS4-HMAC-SHA256-EVENTS';
const ALGORITHM = 'AWS4-HMAC-SHA256-PAYLOAD';
const SIGNATURE_BYTES = 32;
/** Name, type and length of the header whose value is the signature. */
const SIGNATURE_HEAD = encodeHeaders({ ':chunk-signature': new Uint8Array(SIGNATURE_BYTES) }).subarray(
  0,
  -SIGNATURE_BYTES,
);

export type SigningKey = { readonly scope: string; readonly key: Buffer };

/**
 * Wraps each message of an event stream into one that carries its date and its signature. A signature covers the one before
 * it, from the request's own (`seed`, hex) on, so every message goes out once and in order.
 */
export function eventSigner(
  seed: string,
  keyOf: (timestamp: string) => SigningKey,
  now: () => number,
): (message: Uint8Array) => Uint8Array {
  let prior = seed;
  let day = '';
  let signing: SigningKey | undefined;
  // Signatures know whole seconds only, so what depends on the date is made once in each.
  let second = Number.NaN;
  let timestamp = '';
  let dateHead: Uint8Array = new Uint8Array();
  let dateHash = '';
  const turnTo = (now: number): SigningKey => {
    second = now;
    const date = new Date(second * 1000);
    timestamp = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
    dateHead = encodeHeaders({ ':date': date });
    dateHash = hash('sha256', dateHead);
    if (signing !== undefined && timestamp.startsWith(day)) return signing;
    day = timestamp.slice(0, 8);
    return keyOf(timestamp);
  };
  return (message) => {
    const at = Math.floor(now() / 1000);
    if (signing === undefined || at !== second) signing = turnTo(at);
    const toSign = `${ALGORITHM}\n${timestamp}\n${signing.scope}\n${prior}\n${dateHash}\n${hash('sha256', message)}`;
    const signature = createHmac('sha256', signing.key).update(toSign).digest();
    prior = signature.toString('hex');
    return frameWith(Buffer.concat([dateHead, SIGNATURE_HEAD, signature]), message);
  };
}
