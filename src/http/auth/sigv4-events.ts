import { createHash, createHmac } from 'node:crypto';
import { encodeFrame, encodeHeaders } from '../eventstream-encode.ts';

/** What stands for the hash of a body whose events are signed one by one. */
export const EVENTS_PAYLOAD = 'STREAMING-AWS4-HMAC-SHA256-EVENTS';
const ALGORITHM = 'AWS4-HMAC-SHA256-PAYLOAD';

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
  return (message) => {
    // Signatures know whole seconds only.
    const date = new Date(Math.floor(now() / 1000) * 1000);
    const timestamp = date.toISOString().replace(/[-:]|\.\d{3}/g, '');
    if (signing === undefined || !timestamp.startsWith(day)) {
      signing = keyOf(timestamp);
      day = timestamp.slice(0, 8);
    }
    const dated = { ':date': date };
    const toSign = [ALGORITHM, timestamp, signing.scope, prior, sha256(encodeHeaders(dated)), sha256(message)].join(
      '\n',
    );
    const signature = createHmac('sha256', signing.key).update(toSign).digest();
    prior = signature.toString('hex');
    return encodeFrame({ ...dated, ':chunk-signature': signature }, message);
  };
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
