import type { Config } from '../core/config.ts';
import { openSecret } from '../core/secret.ts';
import type { VectorStoreSettings } from '../core/vector-index.ts';
import { boundaryOf } from './boundary.ts';

/**
 * What a vector store is told of the configuration. Its official client sends the key itself, so it is opened here. Throws
 * `forbidden` for an address beyond what the operator's policy allows: clients have doors of their own.
 */
export function storeSettings(
  config: Pick<Config, 'home' | 'policy' | 'providers' | 'secret'>,
): (store: string) => VectorStoreSettings {
  const boundary = boundaryOf(config.policy);
  const within = (text: string | undefined): string | undefined => {
    const url = text === undefined ? null : URL.parse(text);
    if (url !== null && url.hostname !== '') boundary(url);
    return text;
  };
  return (store) => ({
    home: config.home,
    allows: boundary,
    url: within(config.providers[store]?.baseUrl),
    variable(name) {
      const secret = config.secret(name);
      return secret === undefined ? undefined : within(openSecret(secret).trim() || undefined);
    },
  });
}
