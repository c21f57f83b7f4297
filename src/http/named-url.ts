import { ProviderError } from '../core/errors.ts';

export type NamedUrl = {
  readonly url: URL;
  /** On another host than the base URL, so that neither key nor configured header may go there. */
  readonly isForeign: boolean;
};

/**
 * An address that an answer named, if it may be followed: on the base URL's own origin, or over https and the usual
 * port on a host that the row trusts or below it. Throws `forbidden` for any other.
 */
export function namedUrl(
  address: string,
  base: string,
  { provider, hosts }: { readonly provider: string; readonly hosts: readonly string[] },
): NamedUrl {
  const url = URL.parse(address);
  const hasLogin = url !== null && (url.username !== '' || url.password !== '');
  if (url !== null && !hasLogin) {
    if (url.origin === URL.parse(base)?.origin) return { url, isForeign: false };
    const isTrusted = hosts.some((host) => url.hostname === host || url.hostname.endsWith(`.${host}`));
    if (url.protocol === 'https:' && url.port === '' && isTrusted) return { url, isForeign: true };
  }
  throw new ProviderError('forbidden', {
    provider,
    message: `${provider} named an address that is not one of its own.`,
  });
}
