import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { best, type Data, DIMENSIONS, dotAt, FILTERS, type FilterName, isKept, NEIGHBOURS } from './data.ts';
import type { Engine, EngineMaker } from './engine.ts';
import { hnswlib, usearch, zvec } from './hnsw-engines.ts';
import { bare, own, ownWithoutIndex } from './own.ts';
import { packageIn, rowsOf } from './rows.ts';

const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

function exact(_folder: string, data: Data): Engine {
  const all = new Float32Array(data.rows * DIMENSIONS);
  const scores = new Float32Array(data.rows);
  return {
    batch: (from, count) => {
      const vectors = data.vectors(from, count);
      return () => all.set(vectors, from * DIMENSIONS);
    },
    search: (query, filter) => {
      const wanted = data.query(query);
      for (let row = 0; row < data.rows; row++) {
        scores[row] = isKept(filter, row) ? dotAt(all, row * DIMENSIONS, wanted, 0) : -2;
      }
      return best(scores, filter);
    },
  };
}

function sqliteVec(folder: string, data: Data, packages: string): Engine {
  // The package's one function, https://alexgarcia.xyz/sqlite-vec/js.html.
  const { load } = packageIn(packages, 'sqlite-vec') as { readonly load: (database: DatabaseSync) => void };
  const database = new DatabaseSync(join(folder, 'vec.sqlite'), { allowExtension: true });
  load(database);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
    CREATE VIRTUAL TABLE IF NOT EXISTS rows USING vec0(id INTEGER PRIMARY KEY,
      vector FLOAT[${DIMENSIONS}] distance_metric=cosine, topic INTEGER, owner INTEGER)`);
  const insert = database.prepare('INSERT INTO rows (id, vector, topic, owner) VALUES (?, ?, ?, ?)');
  const where = {
    none: '',
    tenth: `AND topic = ${FILTERS.tenth.topic}`,
    hundredth: `AND owner = ${FILTERS.hundredth.owner}`,
  } satisfies Record<FilterName, string>;
  return {
    batch: (from, count) => {
      const rows = rowsOf(data, from, count);
      return () => {
        database.exec('BEGIN');
        for (const { row, vector, topic, owner } of rows) {
          insert.run(BigInt(row), bytesOf(vector), BigInt(topic), BigInt(owner));
        }
        database.exec('COMMIT');
      };
    },
    search: (query, filter) =>
      database
        .prepare(`SELECT id FROM rows WHERE vector MATCH ? AND k = ${NEIGHBOURS} ${where[filter]}`)
        .all(bytesOf(data.query(query)))
        .map(({ id }) => Number(id)),
    close: () => database.close(),
  };
}

/** The engines by name; those that are installed for the benchmark alone, with their package. */
export const ENGINES: Readonly<Record<string, { readonly make: EngineMaker; readonly package?: string }>> = {
  llmkit: { make: own },
  'llmkit without index': { make: ownWithoutIndex },
  'bare SQLite': { make: bare },
  'exact JS': { make: exact },
  'sqlite-vec': { make: sqliteVec, package: 'sqlite-vec' },
  usearch: { make: usearch('f32'), package: 'usearch' },
  'usearch i8': { make: usearch('i8'), package: 'usearch' },
  'hnswlib-node': { make: hnswlib, package: 'hnswlib-node' },
  zvec: { make: zvec, package: '@zvec/zvec' },
};
