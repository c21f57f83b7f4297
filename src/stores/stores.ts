import { existsSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import { requireOptional } from '../core/import-optional.ts';
import type { Log } from '../core/log.ts';
import { didYouMean } from '../core/nearest.ts';
import type { CollectionStore, MoveTarget, Stores } from '../core/store.ts';
import type { VectorIndex, VectorStoreDefinition, VectorStoreSettings } from '../core/vector-index.ts';
import { isPassing } from './attempt.ts';
import { alreadyThere, copyCatalogue, isUnfinishedCopy } from './copy.ts';
import { IndexedCollection } from './indexed-collection.ts';
import { openMove } from './move.ts';
import { hasTables, makeTables, newPlace, type Place, readPlace, readRetired, SQLITE, writePlace } from './place.ts';
import { RemoteIndex, type RemoteParts } from './remote-index.ts';
import type { SqliteCollection } from './sqlite/collection.ts';
import type { HnswSettings } from './sqlite/hnsw/hnsw-search.ts';
import { collectionFile } from './sqlite/names.ts';
import { createSqliteStores } from './sqlite.ts';
import { vectorStores } from './vector/index.generated.ts';

export type StoreParts = {
  readonly home: string;
  readonly clock: Clock;
  readonly log: Log;
  /** The store of new collections; SQLite when absent. */
  readonly defaultStore?: string;
  /** Where a store is, by its id. */
  readonly settings: (store: string) => VectorStoreSettings;
  /** When the SQLite store uses an HNSW index, and which. */
  readonly hnsw?: HnswSettings;
  /** Stores by id, each loaded on first use. Default: those of this project. */
  readonly definitions?: Readonly<Record<string, () => Promise<{ readonly default: VectorStoreDefinition }>>>;
};

/** What the collections of a store share. */
type Connected = Pick<RemoteParts, 'definition' | 'secrets' | 'connect'>;

/** Catalogues in SQLite files, and vectors in whichever store each collection was made with. */
export function createStores(parts: StoreParts): Stores {
  const { clock, log, definitions = vectorStores } = parts;
  const catalogues = createSqliteStores(parts);
  const stores = new Map<string, Promise<Connected>>();
  const connections = new Map<string, Promise<VectorIndex>>();
  const indexed = new WeakMap<SqliteCollection, { readonly place: Place; readonly collection: IndexedCollection }>();

  function connected(store: string): Promise<Connected> {
    const known = stores.get(store) ?? load(store);
    stores.set(store, known);
    known.catch(() => stores.delete(store));
    return known;
  }

  async function load(store: string): Promise<Connected> {
    const loader = definitions[store];
    if (loader === undefined) throw unknownStore(store, [SQLITE, ...Object.keys(definitions)]);
    const { default: definition } = await loader();
    const settings = parts.settings(store);
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

  const remote = async (
    catalogue: SqliteCollection,
    { store, name }: Place,
    moving?: RemoteParts['moving'],
  ): Promise<RemoteIndex> =>
    new RemoteIndex({ ...(await connected(store)), name, connection: catalogue.connection, clock, moving });

  /** The collection as its store answers for it; compared with its catalogue when it is first opened. */
  async function overIndex(catalogue: SqliteCollection, place: Place): Promise<IndexedCollection> {
    const known = indexed.get(catalogue);
    if (known?.place.name === place.name) return known.collection;
    const index = await remote(catalogue, place);
    const collection = new IndexedCollection(catalogue, index);
    indexed.set(catalogue, { place, collection });
    await index.mend(log);
    await dropRetired(catalogue);
    return collection;
  }

  /** Gives a collection that nothing was put into yet the store that was asked for. */
  async function settlePlace(
    catalogue: SqliteCollection,
    tenant: string,
    wanted: string | undefined,
  ): Promise<Place | undefined> {
    const store = wanted ?? parts.defaultStore ?? SQLITE;
    if (store !== SQLITE) await connected(store);
    const signal = new AbortController().signal;
    const place = await catalogue.connection.write(signal, (database) => {
      const existing = readPlace(database);
      const isNew =
        database.prepare(`SELECT 1 FROM manifest UNION SELECT 1 FROM documents LIMIT 1`).get() === undefined;
      if (existing !== undefined || !isNew || store === SQLITE) return existing;
      makeTables(database);
      const made = newPlace(store, tenant);
      writePlace(database, made);
      return made;
    });
    if (wanted !== undefined && (place?.store ?? SQLITE) !== wanted) throw otherStore(place?.store ?? SQLITE, wanted);
    return place;
  }

  /** Indexes that were moved away from, deleted as soon as their stores can be reached. */
  async function dropRetired(catalogue: SqliteCollection): Promise<void> {
    const retired = await catalogue.connection.read((database) => (hasTables(database) ? readRetired(database) : []));
    for (const { store, name, dimensions } of retired) {
      try {
        await (await remote(catalogue, { store, name }, { table: 'vectors', dimensions })).drop();
      } catch (error) {
        log.warn('an index could not be deleted', { provider: store, code: asProviderError(error).code });
        continue;
      }
      await catalogue.connection.write(new AbortController().signal, (database) =>
        database.prepare('DELETE FROM retired WHERE name = ?').run(name),
      );
    }
  }

  /** Says at once when the store that is moved to is not installed or not configured. */
  async function reachable(target: MoveTarget): Promise<MoveTarget> {
    if (target.store !== undefined && target.store !== SQLITE) await (await connected(target.store)).connect();
    return target;
  }

  /** A damaged file does not say where its index was: then it is read as it is, and deleting it is the way out. */
  const placeOf = (catalogue: SqliteCollection): Promise<Place | undefined> =>
    catalogue.connection.read(readPlace).catch((error: unknown) => {
      if (error instanceof ProviderError && error.code === 'internal') return undefined;
      throw error;
    });

  return {
    id: SQLITE,

    async open(tenant, name, { create, store }): Promise<CollectionStore> {
      const fresh = store ?? parts.defaultStore ?? SQLITE;
      if (create && fresh !== SQLITE && !existsSync(collectionFile(parts.home, tenant, name))) {
        // Whatever is missing is said before anything is made.
        await (await connected(fresh)).connect();
      }
      const catalogue = await catalogues.open(tenant, name, { create });
      const place = create ? await settlePlace(catalogue, tenant, store) : await placeOf(catalogue);
      return place === undefined ? catalogue : overIndex(catalogue, place);
    },

    async move(tenant, name, target, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      return openMove(
        {
          catalogue,
          tenant,
          clock,
          settlesMs: async (store) => (await connected(store)).definition.settlesMs,
          remote: (place, moving) => remote(catalogue, place, moving),
          dropRetired: () => dropRetired(catalogue),
        },
        await reachable(target),
        signal,
      );
    },

    async copy(tenant, name, to, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      const file = collectionFile(parts.home, tenant, to);
      if (existsSync(file)) {
        if (await isUnfinishedCopy(await catalogues.open(tenant, to, { create: false }))) return;
        throw alreadyThere();
      }
      await copyCatalogue(catalogue, { file, id: clock.id() }, signal);
    },

    list: (tenant) => catalogues.list(tenant),

    async drop(tenant, name, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      const place = await placeOf(catalogue);
      if (place !== undefined) await dropIndex(await remote(catalogue, place), signal);
      await catalogues.drop(tenant, name, signal);
    },

    async close() {
      await catalogues.close();
      const open = await Promise.allSettled(connections.values());
      connections.clear();
      for (const result of open) if (result.status === 'fulfilled') await result.value.close();
    },
  };
}

async function dropIndex(index: RemoteIndex, signal: AbortSignal): Promise<void> {
  try {
    await index.drop(signal);
  } catch (error) {
    if (!isPassing(error)) throw error;
    throw new ProviderError(error.code, {
      provider: index.store,
      message: `${error.message} Nothing was deleted.`,
      hint: 'Try again when it can be reached, or move the collection with rag_migrate to the store sqlite first.',
      cause: error,
    });
  }
}

const unknownStore = (store: string, known: readonly string[]): ProviderError =>
  new ProviderError('invalid_input', {
    message: `There is no store "${store.slice(0, 40)}".${didYouMean(store, known)}`,
    hint: `Known: ${known.join(', ')}.`,
  });

const otherStore = (own: string, wanted: string): ProviderError =>
  new ProviderError('conflict', {
    message: `The collection is kept in ${own}, not in ${wanted}.`,
    hint: `Leave store out to go on with ${own}, or move it with rag_migrate.`,
  });
