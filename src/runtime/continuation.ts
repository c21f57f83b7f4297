import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Continuations, Thread } from '../core/continuation.ts';
import { ProviderError } from '../core/errors.ts';
import type { Principal } from '../core/tool.ts';
import { keyFile } from './key-file.ts';
import { createThreadMedia, type ThreadMedia } from './thread-media.ts';

const VERSION = 1;
const BYTES_MARK = '$bytes';
const KEPT_MARK = '$kept';
/** Larger media is kept in the data folder instead of travelling with the continuation. */
const INLINE_BYTES = 2048;

/**
 * Continuations as `base64url(JSON).base64url(HMAC)`. The tenant is part of what is signed, so one tenant's thread is
 * nothing but a broken string to another. The key lies in the data folder, made on first use.
 */
export function createContinuations(options: { readonly home: string; readonly clock: Clock }): Continuations {
  const { home } = options;
  const media = createThreadMedia(options);
  const key = keyFile(home, 'continuation.key');
  const signatureOf = (payload: string, { tenant }: Principal): Buffer =>
    createHmac('sha256', key())
      .update(JSON.stringify([tenant, payload]))
      .digest();

  return {
    async seal(thread, principal) {
      const payload = Buffer.from(JSON.stringify({ v: VERSION, ...thread }, packBytes(media, principal))).toString(
        'base64url',
      );
      return `${payload}.${signatureOf(payload, principal).toString('base64url')}`;
    },

    async open(sealed, principal) {
      const [payload = '', signature = '', ...rest] = sealed.trim().split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(payload, principal);
      const isOurs = rest.length === 0 && given.length === expected.length && timingSafeEqual(given, expected);
      if (!isOurs) {
        throw new ProviderError('invalid_input', {
          message: 'The continuation was altered, cut or made by another server.',
          hint: 'Give back exactly the `continuation` of the last answer, or send all messages without it.',
        });
      }
      const { v, ...thread } = JSON.parse(Buffer.from(payload, 'base64url').toString(), unpackBytes(media, principal));
      if (v !== VERSION) {
        throw new ProviderError('invalid_input', {
          message: 'The continuation is of another version of this server.',
          hint: 'Send all messages without it.',
        });
      }
      // The signature vouches that `seal` wrote it from a Thread.
      return thread as Thread;
    },
  };
}

/** Media bytes have no JSON of their own. Buffers turn into `{type:'Buffer'}` before a replacer sees them. */
function packBytes(media: ThreadMedia, { tenant }: Principal) {
  return function pack(this: unknown, key: string, value: unknown): unknown {
    const original: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
    if (!(original instanceof Uint8Array)) return value;
    if (original.length > INLINE_BYTES) return { [KEPT_MARK]: media.keep(original, tenant) };
    return { [BYTES_MARK]: Buffer.from(original).toString('base64') };
  };
}

function unpackBytes(media: ThreadMedia, { tenant }: Principal) {
  return (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return value;
    const packed: unknown = Reflect.get(value, BYTES_MARK);
    const kept: unknown = Reflect.get(value, KEPT_MARK);
    if (typeof packed === 'string') return new Uint8Array(Buffer.from(packed, 'base64'));
    return typeof kept === 'string' ? media.fetch(kept, tenant) : value;
  };
}
