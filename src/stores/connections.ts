import { ProviderError } from '../core/errors.ts';
import { requireOptional } from '../core/import-optional.ts';
import { didYouMean } from '../core/nearest.ts';
import type { VectorIndex, VectorStoreDefinition, VectorStoreSettings } from '../core/vector-index.ts';
import { SQLITE } from './place.ts';
import type { RemoteParts } from './remote-index.ts';

export type StoreLoaders = Readonly<Record<string, () => Promise<{ readonly default: VectorStoreDefinition }>>>;

/** What the collections of a store share. */
export type Connected = Pick<RemoteParts, 'definition' | 'secrets' | 'connect'>;

export type Connections = {
  /** Throws `invalid_input` for a store that nobody knows. It connects on first use. */
  to(store: string): Promise<Connected>;
  close(): Promise<void>;
};

/** One client for each vector store, whichever collections are kept there. */
export function createConnections(
  definitions: StoreLoaders,
  settingsOf: (store: string) => VectorStoreSettings,
): Connections {
  const stores = new Map<string, Promise<Connected>>();
  const connections = new Map<string, Promise<VectorIndex>>();

  async function load(store: string): Promise<Connected> {
    const loader = definitions[store];
    if (loader === undefined) throw unknownStore(store, [SQLITE, ...Object.keys(definitions)]);
    const { default: definition } = await loader();
    const settings = settingsOf(store);
    const secrets = definition.env
      .filter((name) => /KEY|TOKEN|PASSWORD|URL|URI/u.test(name))
      .flatMap((name) => settings.variable(name) ?? [])
      .filter((value) => value.length >= 6);
    const connect = (): Promise<VectorIndex> => {
      const known = connections.get(store);
      if (known !== undefined) return known;
      requireOptional(definition.packages, `The store ${store}`);
      const connection = definition.connect(settings);
      connections.set(store, connection);
      connection.catch(() => connections.delete(store));
      return connection;
    };
    return { definition, secrets, connect };
  }

  return {
    to(store) {
      const known = stores.get(store) ?? load(store);
      stores.set(store, known);
      known.catch(() => stores.delete(store));
      return known;
    },
    async close() {
      const open = await Promise.allSettled(connections.values());
      connections.clear();
      for (const result of open) if (result.status === 'fulfilled') await result.value.close();
    },
  };
}

const unknownStore = (store: string, known: readonly string[]): ProviderError =>
  new ProviderError('invalid_input', {
    message: `There is no store "${store.slice(0, 40)}".${didYouMean(store, known)}`,
    hint: `Known: ${known.join(', ')}.`,
  });
