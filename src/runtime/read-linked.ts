import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Making } from './make-image.ts';
import { openNamed } from './open-named.ts';

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
      const answer = await openNamed(url, { endpoint, download, signal });
      return answer.chunks();
    } catch (thrown) {
      const error = asProviderError(thrown);
      if (error.status === undefined || !EXPIRED.has(error.status)) throw error;
      const message = `The result of ${provider} can no longer be fetched: its address answered ${error.status}.`;
      const hint = 'Providers keep results for a short time only. Ask for it anew.';
      throw new ProviderError('not_found', { provider, status: error.status, message, hint });
    }
  }

  function unusable(what: string): ProviderError {
    return new ProviderError('bad_response', { provider, message: `The result of ${provider} ${what}.` });
  }
}
