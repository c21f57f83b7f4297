import { ProviderError } from '../../core/errors.ts';
import type { VectorStoreSettings } from '../../core/vector-index.ts';

/** The first of the variables that is set. */
export const firstOf = (settings: VectorStoreSettings, names: readonly string[]): string | undefined =>
  names.map((name) => settings.variable(name)).find((value) => value !== undefined);

/**
 * The first of the variables that is set, or `not_configured` naming them. Nothing is looked for at an address that the operator
 * did not give: a caller chooses among stores, and must not reach whatever else listens on this machine.
 */
export function required(store: string, settings: VectorStoreSettings, names: readonly string[]): string {
  const value = firstOf(settings, names);
  if (value !== undefined) return value;
  throw new ProviderError('not_configured', {
    provider: store,
    message: `The store ${store} is not configured.`,
    hint: `Set ${names.join(' or ')}.`,
  });
}

/** A URL, with `http://` before a bare host. Throws `forbidden` for one beyond what the policy allows. */
export function serverUrl(store: string, text: string, { allows }: Pick<VectorStoreSettings, 'allows'>): URL {
  const url = URL.parse(/^[a-z][a-z+]*:\/\//iu.test(text) ? text : `http://${text}`);
  if (url !== null) {
    allows?.(url);
    return url;
  }
  throw new ProviderError('not_configured', {
    provider: store,
    message: `The address of the store ${store} is no URL.`,
    hint: 'For example http://localhost:8000.',
  });
}

/** The port of a URL, the scheme's own where none is said. */
export const portOf = (url: URL): number => Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
