import type { Config } from '../core/config.ts';
import { openSecret } from '../core/secret.ts';
import type { VectorStoreSettings } from '../core/vector-index.ts';

/** What a vector store is told of the configuration. Its official client sends the key itself, so it is opened here. */
export const storeSettings =
  (config: Pick<Config, 'home' | 'providers' | 'secret'>) =>
  (store: string): VectorStoreSettings => ({
    home: config.home,
    url: config.providers[store]?.baseUrl,
    variable(name) {
      const secret = config.secret(name);
      return secret === undefined ? undefined : openSecret(secret).trim() || undefined;
    },
  });
