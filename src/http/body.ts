import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ProviderError } from '../core/errors.ts';

/** Layers of Content-Encoding that are undone; more is an attack. */
const MOST_ENCODINGS = 2;

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** The body with its Content-Encoding undone. Throws `bad_response` for an unknown one. */
export function decoded(body: Readable, encoding: string | undefined, provider: string): Readable {
  const names = (encoding ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '' && name !== 'identity');
  const layers = names.reverse().map((name) => (Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined));
  if (layers.length > MOST_ENCODINGS || layers.includes(undefined)) {
    body.on('error', () => {}).destroy();
    throw new ProviderError('bad_response', { provider, message: `${provider} used an unknown Content-Encoding.` });
  }
  // `pipeline` destroys the source when the reader leaves, and passes the source's error on.
  return layers.reduce<Readable>(
    (source, layer) => (layer === undefined ? source : pipeline(source, layer(), () => {})),
    body,
  );
}

/** The body as it comes; throws `bad_response` once it is longer than `maxBytes`. */
export async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  provider: string,
): AsyncGenerator<Uint8Array> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.byteLength;
    if (length > maxBytes) {
      throw new ProviderError('bad_response', { provider, message: `${provider} sent more than ${maxBytes} bytes.` });
    }
    yield chunk;
  }
}

/** Everything of a body, or `bad_response` once it is longer than `maxBytes`. */
export async function readAll(chunks: AsyncIterable<Uint8Array>, maxBytes: number, provider: string): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of bounded(chunks, maxBytes, provider)) parts.push(chunk);
  const [only] = parts;
  return parts.length === 1 && only !== undefined
    ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
    : Buffer.concat(parts);
}

/** JSON of a whole body. Throws `bad_response` when it is empty or not JSON. */
export function parseJson(text: string, provider: string): unknown {
  if (text.trim() === '') {
    throw new ProviderError('bad_response', { provider, message: `${provider} sent an empty answer.` });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = /^\s*</.test(text) ? 'a page of markup' : 'text';
    throw new ProviderError('bad_response', { provider, message: `${provider} sent ${what} instead of JSON.`, cause });
  }
}
