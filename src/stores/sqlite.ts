import { existsSync, readdirSync, rmSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/errors.ts';
import type { Stores } from '../core/store.ts';
import { SqliteCollection } from './sqlite/collection.ts';
import { Connection } from './sqlite/connection.ts';
import { eraseGraph } from './sqlite/graph-schema.ts';
import { createBuilder } from './sqlite/hnsw/builder.ts';
import { hnswFolder } from './sqlite/hnsw/files.ts';
import { defaultHnsw, HnswSearch, type HnswSettings } from './sqlite/hnsw/hnsw-search.ts';
import { collectionFile, collectionName, SUFFIX, tenantFolder } from './sqlite/names.ts';

/** File handles held open; the one used longest ago is closed first and opens again by itself. */
const MAX_OPEN = 64;

type Entry = { readonly connection: Connection; readonly collection: SqliteCollection };

async function closed({ connection, collection }: Entry): Promise<void> {
  await collection.close();
  connection.close();
}

/** The stores of SQLite files, which every collection's catalogue is kept in. */
export type SqliteStores = Pick<Stores, 'list' | 'drop' | 'close'> & {
  open(tenant: string, collection: string, options: { readonly create: boolean }): Promise<SqliteCollection>;
};

export type SqliteParts = { readonly home: string; readonly clock: Clock; readonly hnsw?: HnswSettings };

/** The default store: one SQLite file a collection, `<home>/collections/<tenant>/<name>.sqlite`. */
export function createSqliteStores({ home, clock, hnsw = defaultHnsw }: SqliteParts): SqliteStores {
  const entries = new Map<string, Entry>();
  const builder = createBuilder({ clock, stepSize: hnsw.stepSize });

  function made(file: string): Entry {
    const connection = new Connection(file, clock, () => entries.get(file)?.collection.forget());
    const search = new HnswSearch({ connection, clock, builder, settings: hnsw });
    return { connection, collection: new SqliteCollection(connection, search) };
  }

  function entryOf(file: string): Entry {
    const entry = entries.get(file) ?? made(file);
    entries.delete(file);
    entries.set(file, entry);
    const [oldest] = entries;
    if (entries.size > MAX_OPEN && oldest !== undefined) {
      // Nothing waits for it: the search that is opened next has no part in it.
      void closed(oldest[1]);
      entries.delete(oldest[0]);
    }
    return entry;
  }

  return {
    async open(tenant, name, { create }) {
      const file = collectionFile(home, tenant, name);
      if (!create && !existsSync(file)) {
        throw new ProviderError('not_found', { message: `There is no collection "${collectionName(name)}".` });
      }
      const entry = entryOf(file);
      if (create) await entry.connection.create();
      return entry.collection;
    },

    async list(tenant) {
      const folder = tenantFolder(home, tenant);
      if (!existsSync(folder)) return [];
      return readdirSync(folder)
        .filter((file) => file.endsWith(SUFFIX))
        .map((file) => file.slice(0, -SUFFIX.length).normalize('NFC'))
        .sort();
    },

    async drop(tenant, name, signal) {
      const file = collectionFile(home, tenant, name);
      const { connection, collection } = entryOf(file);
      // Emptied first: a process that still holds the file then finds nothing in it, rather than ghosts. A damaged file
      // cannot be emptied, and is deleted all the same.
      try {
        await connection.write(signal, (database) => {
          eraseGraph(database);
          database.exec('DELETE FROM documents; DELETE FROM manifest;');
        });
        // So that the file is whole and empty also when a kill comes after its log has gone.
        await connection.read((database) => database.exec('PRAGMA wal_checkpoint(TRUNCATE)'));
      } catch (error) {
        if (!(error instanceof ProviderError) || error.code !== 'internal') throw error;
      }
      await closed({ connection, collection });
      entries.delete(file);
      for (const suffix of ['-wal', '-shm', '']) rmSync(file + suffix, { force: true });
      rmSync(hnswFolder(file), { recursive: true, force: true });
    },

    async close() {
      await Promise.all([...entries.values()].map(closed));
      entries.clear();
      await builder.close();
    },
  };
}
