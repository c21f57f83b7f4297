import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  best,
  type Data,
  DIMENSIONS,
  dotAt,
  FILTERS,
  type FilterName,
  isKept,
  metadataOf,
  NEIGHBOURS,
} from './data.ts';
import type { Engine, EngineMaker } from './engine.ts';
import { bare, own } from './own.ts';

/** Construction and search effort of the HNSW engines, alike in each. */
const HNSW = { m: 16, construction: 128, search: 100 };

const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

const rowsOf = (data: Data, from: number, count: number) => {
  const vectors = data.vectors(from, count);
  return Array.from({ length: count }, (_, at) => ({
    row: from + at,
    vector: vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS),
    ...metadataOf(from + at),
  }));
};

const packageIn = (packages: string, name: string): unknown => createRequire(join(packages, 'package.json'))(name);

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

type UsearchIndex = {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(vector: Float32Array, count: number, threads: number): { readonly keys: BigUint64Array };
  save(file: string): void;
};

function usearch(folder: string, data: Data, packages: string): Engine {
  // https://unum-cloud.github.io/usearch/javascript
  const { Index } = packageIn(packages, 'usearch') as { readonly Index: new (options: object) => UsearchIndex };
  const index = new Index({
    dimensions: DIMENSIONS,
    metric: 'cos',
    quantization: 'f32',
    connectivity: HNSW.m,
    expansion_add: HNSW.construction,
    expansion_search: HNSW.search,
    multi: false,
  });
  const nearest = (query: number, count: number) =>
    Array.from(index.search(data.query(query), Math.min(count, data.rows), 1).keys, Number);
  return {
    batch: (from, count) => {
      const keys = BigUint64Array.from({ length: count }, (_, at) => BigInt(from + at));
      const vectors = data.vectors(from, count);
      return () => index.add(keys, vectors, 1);
    },
    finish: () => index.save(join(folder, 'index.usearch')),
    // It knows no filters: asked for more until enough are left.
    search: (query, filter) => {
      for (let count = { none: NEIGHBOURS, tenth: 200, hundredth: 2_000 }[filter]; ; count *= 4) {
        const found = nearest(query, count).filter((row) => isKept(filter, row));
        if (found.length >= NEIGHBOURS || count >= data.rows) return found.slice(0, NEIGHBOURS);
      }
    },
  };
}

/** The engines by name; those that are installed for the benchmark alone, with their package. */
export const ENGINES: Readonly<Record<string, { readonly make: EngineMaker; readonly package?: string }>> = {
  llmkit: { make: own },
  'bare SQLite': { make: bare },
  'exact JS': { make: exact },
  'sqlite-vec': { make: sqliteVec, package: 'sqlite-vec' },
  usearch: { make: usearch, package: 'usearch' },
};
