import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../core/clock.ts';
import { asProviderError, ProviderError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { CollectionStore, MoveTarget, Stores } from '../core/store.ts';
import type { VectorStoreSettings } from '../core/vector-index.ts';
import { isPassing } from './attempt.ts';
import { createConnections, type StoreLoaders } from './connections.ts';
import { alreadyThere, copyCatalogue, unfinishedCopy } from './copy.ts';
import { isUnfinishedCopy, readCopy, stateOf } from './copy-mark.ts';
import { IndexedCollection } from './indexed-collection.ts';
import { openMove } from './move.ts';
import { giveUpMove } from './moving.ts';
import {
  embedModelOf,
  hasTables,
  makeTables,
  newPlace,
  type Place,
  readPlace,
  readRetired,
  SQLITE,
  writePlace,
} from './place.ts';
import { RemoteIndex, type RemoteParts } from './remote-index.ts';
import type { SqliteCollection } from './sqlite/collection.ts';
import type { HnswSettings } from './sqlite/hnsw/hnsw-search.ts';
import { collectionFile, collectionName } from './sqlite/names.ts';
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
  readonly definitions?: StoreLoaders;
};

/** Catalogues in SQLite files, and vectors in whichever store each collection was made with. */
export function createStores(parts: StoreParts): Stores {
  const { clock, log } = parts;
  const catalogues = createSqliteStores(parts);
  const connections = createConnections(parts.definitions ?? vectorStores, parts.settings);
  /** Looked through for what an earlier process left to be deleted. */
  const tidied = new WeakSet<SqliteCollection>();
  const tidying = new Set<Promise<void>>();
  const closing = new AbortController();
  const indexed = new WeakMap<SqliteCollection, { readonly place: Place; readonly collection: IndexedCollection }>();

  const remote = async (
    catalogue: SqliteCollection,
    { store, name }: Place,
    moving?: RemoteParts['moving'],
  ): Promise<RemoteIndex> =>
    new RemoteIndex({ ...(await connections.to(store)), name, connection: catalogue.connection, clock, moving });

  /** The collection as its store answers for it; compared with its catalogue when it is first opened. */
  async function overIndex(catalogue: SqliteCollection, place: Place): Promise<IndexedCollection> {
    const known = indexed.get(catalogue);
    if (known?.place.name === place.name) return known.collection;
    const index = await remote(catalogue, place);
    const collection = new IndexedCollection(catalogue, index);
    indexed.set(catalogue, { place, collection });
    await index.mend(log);
    return collection;
  }

  /** Gives a collection that nothing was put into yet the store that was asked for. */
  async function settlePlace(
    catalogue: SqliteCollection,
    tenant: string,
    wanted: string | undefined,
  ): Promise<Place | undefined> {
    const store = wanted ?? parts.defaultStore ?? SQLITE;
    if (store !== SQLITE) await connections.to(store);
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
  async function dropRetired(catalogue: SqliteCollection, signal?: AbortSignal): Promise<void> {
    const retired = await catalogue.connection.read((database) => (hasTables(database) ? readRetired(database) : []));
    for (const { store, name, dimensions } of retired) {
      try {
        await (await remote(catalogue, { store, name }, { table: 'vectors', dimensions })).drop(signal);
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
    if (target.store !== undefined && target.store !== SQLITE) await (await connections.to(target.store)).connect();
    return target;
  }

  /** A damaged file does not say where its index was: then it is read as it is, and deleting it is the way out. */
  const readable = <T>(catalogue: SqliteCollection, read: (database: DatabaseSync) => T): Promise<T | undefined> =>
    catalogue.connection.read(read).catch((error: unknown) => {
      if (error instanceof ProviderError && error.code === 'internal') return undefined;
      throw error;
    });

  /** Nobody waits for a store that was moved away from, and that may be gone for good. */
  function tidy(catalogue: SqliteCollection): void {
    if (tidied.has(catalogue)) return;
    tidied.add(catalogue);
    const work = dropRetired(catalogue, closing.signal).catch((error: unknown) =>
      log.warn('what a migration left could not be looked for', { code: asProviderError(error).code }),
    );
    tidying.add(work);
    void work.finally(() => tidying.delete(work));
  }

  const originalState = async (tenant: string, collection: string): Promise<string> =>
    (await catalogues.open(tenant, collection, { create: false })).connection.read(stateOf);

  return {
    id: SQLITE,

    async open(tenant, name, { create, store }): Promise<CollectionStore> {
      const fresh = store ?? parts.defaultStore ?? SQLITE;
      if (create && fresh !== SQLITE && !existsSync(collectionFile(parts.home, tenant, name))) {
        // Whatever is missing is said before anything is made.
        await (await connections.to(fresh)).connect();
      }
      const catalogue = await catalogues.open(tenant, name, { create });
      if (await readable(catalogue, isUnfinishedCopy)) throw unfinishedCopy(name);
      const place = create ? await settlePlace(catalogue, tenant, store) : await readable(catalogue, readPlace);
      const collection = place === undefined ? catalogue : await overIndex(catalogue, place);
      tidy(catalogue);
      return collection;
    },

    async move(tenant, name, target, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      return openMove(
        {
          catalogue,
          tenant,
          clock,
          settlesMs: async (store) => (await connections.to(store)).definition.settlesMs,
          remote: (place, moving) => remote(catalogue, place, moving),
          stateOf: (collection) => originalState(tenant, collection),
          dropRetired: () => dropRetired(catalogue),
        },
        await reachable(target),
        signal,
      );
    },

    async copy(tenant, name, { name: to, ...target }, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      const file = collectionFile(parts.home, tenant, to);
      const of = collectionName(name);
      const known = existsSync(file) ? await catalogues.open(tenant, to, { create: false }) : undefined;
      const mark = await known?.connection.read(readCopy);
      if (known !== undefined) {
        const isCurrent = mark?.of === of && mark.state === (await catalogue.connection.read(stateOf));
        // It goes on; or it was finished, and whoever asked did not hear of it.
        if (isCurrent && (!mark.isDone || (await isThere(known, catalogue, target)))) return;
        if (mark?.of !== of || mark.isDone) throw alreadyThere(mark?.of === of ? of : undefined);
      }
      const drop = () => catalogues.drop(tenant, to, signal);
      const previous = known && { indexName: newPlace(SQLITE, tenant).name, drop };
      await copyCatalogue(catalogue, { file, of, previous }, clock, signal);
    },

    list: (tenant) => catalogues.list(tenant),

    async drop(tenant, name, signal) {
      const catalogue = await catalogues.open(tenant, name, { create: false });
      const place = await readable(catalogue, readPlace);
      if (place !== undefined) await dropIndex(await remote(catalogue, place), signal);
      // What is left of moves goes too, though a store that was moved away from may never answer again.
      if (await readable(catalogue, hasTables)) {
        await catalogue.connection.write(signal, giveUpMove);
        await dropRetired(catalogue);
      }
      await catalogues.drop(tenant, name, signal);
    },

    async close() {
      closing.abort();
      await Promise.all(tidying);
      await catalogues.close();
      await connections.close();
    },
  };
}

/** True for a finished copy that is where it was to be moved. */
async function isThere(copy: SqliteCollection, original: SqliteCollection, target: MoveTarget): Promise<boolean> {
  const model = target.embedder?.model ?? (await original.connection.read(embedModelOf));
  return copy.connection.read(
    (database) =>
      (readPlace(database)?.store ?? SQLITE) === (target.store ?? SQLITE) && embedModelOf(database) === model,
  );
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

const otherStore = (own: string, wanted: string): ProviderError =>
  new ProviderError('conflict', {
    message: `The collection is kept in ${own}, not in ${wanted}.`,
    hint: `Leave store out to go on with ${own}, or move it with rag_migrate.`,
  });
