import type { Endpoint } from '../core/endpoint.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { PublicDownload } from '../core/produced.ts';

export type Opening = {
  /** The provider's own, for addresses on its origin or its trusted hosts. */
  readonly endpoint: Endpoint;
  /** For any other public address, redirects included. No credentials go there. */
  readonly download: PublicDownload;
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
};

type Opened = Awaited<ReturnType<PublicDownload>>;

const MOST_REDIRECTS = 3;

/**
 * An address that a provider named, opened: with the key on its own origin, through the egress guard anywhere else. Providers
 * send from their own address to where the file lies (Google's films, 2026-11), so each step is judged anew.
 */
export async function openNamed(address: string, opening: Opening): Promise<Opened> {
  const { endpoint, download, signal, headers = {} } = opening;
  let url = address;
  for (let hop = 0; ; hop++) {
    try {
      return await endpoint.send(url, undefined, { signal, isNamed: true, accept: '*/*', headers });
    } catch (thrown) {
      const error = asProviderError(thrown);
      const isElsewhere = error.code === 'forbidden' && error.status === undefined;
      if (isElsewhere) return download(url, { signal, headers });
      if (error.location === undefined || hop === MOST_REDIRECTS) throw error;
      url = redirected(error.location, url, endpoint.provider);
    }
  }
}

function redirected(location: string, from: string, provider: string): string {
  const url = URL.parse(location, from);
  if (url !== null) return url.href;
  const message = `What ${provider} made redirects to something that is no URL.`;
  throw new ProviderError('bad_response', { provider, message });
}
