import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Making } from './make-image.ts';

/** A book of a thousand pages with its tables is a few megabytes. */
const MOST_BYTES = 64 * 1024 ** 2;
const EXPIRED: ReadonlySet<number> = new Set([401, 403, 404, 410]);

/**
 * The JSON at an address that a provider named: with the key on its own origin, through the egress guard anywhere else.
 * Throws `not_found` for an address that has expired, `bad_response` for what is too large or no JSON.
 */
export async function readLinked(
  url: string,
  { endpoint, download, signal }: Pick<Making, 'endpoint' | 'download'> & { readonly signal: AbortSignal },
): Promise<unknown> {
  const { provider } = endpoint;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of await opened()) {
    signal.throwIfAborted();
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw unusable(`is larger than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw unusable('is no JSON');
  }

  async function opened(): Promise<AsyncIterable<Uint8Array>> {
    try {
      const answer = await endpoint.send(url, undefined, { signal, isNamed: true }).catch((thrown: unknown) => {
        const error = asProviderError(thrown);
        if (error.code !== 'forbidden' || error.status !== undefined) throw error;
        return download(url, { signal, headers: {} });
      });
      return answer.chunks();
    } catch (thrown) {
      const error = asProviderError(thrown);
      if (error.status === undefined || !EXPIRED.has(error.status)) throw error;
      const message = `The result of ${provider} can no longer be fetched: its address answered ${error.status}.`;
      throw new ProviderError('not_found', { provider, status: error.status, message });
    }
  }

  function unusable(what: string): ProviderError {
    return new ProviderError('bad_response', { provider, message: `The result of ${provider} ${what}.` });
  }
}
