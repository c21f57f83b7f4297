import { join } from 'node:path';
import { DIMENSIONS, FILTERS, type FilterName, isKept, NEIGHBOURS } from './data.ts';
import type { EngineMaker } from './engine.ts';
import { packageIn, rowsOf } from './rows.ts';

/** Construction and search effort, alike in each. */
const HNSW = { m: 16, construction: 128, search: 100 };

type UsearchIndex = {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(vector: Float32Array, count: number, threads: number): { readonly keys: BigUint64Array };
  save(file: string): void;
};

/** https://unum-cloud.github.io/usearch/javascript; a number takes four bytes, or one. */
export const usearch =
  (quantization: 'f32' | 'i8'): EngineMaker =>
  (folder, data, packages) => {
    const { Index } = packageIn(packages, 'usearch') as { readonly Index: new (options: object) => UsearchIndex };
    const index = new Index({
      dimensions: DIMENSIONS,
      metric: 'cos',
      quantization,
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
  };

type HnswlibIndex = {
  initIndex(options: { maxElements: number; m: number; efConstruction: number }): void;
  setEf(ef: number): void;
  addPoint(vector: number[], row: number): void;
  searchKnn(vector: number[], count: number, filter?: (row: number) => boolean): { readonly neighbors: number[] };
  writeIndexSync(file: string): void;
};

/** https://github.com/yoshoku/hnswlib-node. */
export const hnswlib: EngineMaker = (folder, data, packages) => {
  const { HierarchicalNSW } = packageIn(packages, 'hnswlib-node') as {
    readonly HierarchicalNSW: new (space: string, dimensions: number) => HnswlibIndex;
  };
  const index = new HierarchicalNSW('cosine', DIMENSIONS);
  index.initIndex({ maxElements: data.rows, m: HNSW.m, efConstruction: HNSW.construction });
  index.setEf(HNSW.search);
  return {
    batch: (from, count) => {
      const rows = rowsOf(data, from, count).map(({ row, vector }) => ({ row, vector: Array.from(vector) }));
      return () => {
        for (const { row, vector } of rows) index.addPoint(vector, row);
      };
    },
    finish: () => index.writeIndexSync(join(folder, 'index.hnsw')),
    search: (query, filter) => {
      const isWanted = filter === 'none' ? undefined : (row: number) => isKept(filter, row);
      return index.searchKnn(Array.from(data.query(query)), NEIGHBOURS, isWanted).neighbors;
    },
  };
};

type ZvecCollection = {
  insertSync(rows: readonly object[]): readonly { readonly ok: boolean; readonly code?: string }[];
  optimizeSync(): void;
  querySync(query: object): readonly { readonly id: string }[];
  closeSync(): void;
};
type Zvec = {
  readonly ZVecCollectionSchema: new (schema: object) => object;
  readonly ZVecDataType: Readonly<Record<string, number>>;
  readonly ZVecIndexType: Readonly<Record<string, number>>;
  readonly ZVecMetricType: Readonly<Record<string, number>>;
  ZVecCreateAndOpen(folder: string, schema: object): ZvecCollection;
};

/** https://zvec.org. */
export const zvec: EngineMaker = (folder, data, packages) => {
  const { ZVecCollectionSchema, ZVecDataType, ZVecIndexType, ZVecMetricType, ZVecCreateAndOpen } = packageIn(
    packages,
    '@zvec/zvec',
  ) as Zvec;
  const inverted = { dataType: ZVecDataType.INT32, indexParams: { indexType: ZVecIndexType.INVERT } };
  const collection = ZVecCreateAndOpen(
    join(folder, 'zvec'),
    new ZVecCollectionSchema({
      name: 'bench',
      vectors: {
        name: 'vector',
        dataType: ZVecDataType.VECTOR_FP32,
        dimension: DIMENSIONS,
        indexParams: {
          indexType: ZVecIndexType.HNSW,
          metricType: ZVecMetricType.COSINE,
          m: HNSW.m,
          efConstruction: HNSW.construction,
        },
      },
      fields: [
        { name: 'topic', ...inverted },
        { name: 'owner', ...inverted },
      ],
    }),
  );
  const where = {
    none: undefined,
    tenth: `topic = ${FILTERS.tenth.topic}`,
    hundredth: `owner = ${FILTERS.hundredth.owner}`,
  } satisfies Record<FilterName, string | undefined>;
  return {
    batch: (from, count) => {
      const rows = rowsOf(data, from, count).map(({ row, vector, topic, owner }) => ({
        id: String(row),
        vectors: { vector },
        fields: { topic, owner },
      }));
      return () => {
        const failed = collection.insertSync(rows).find(({ ok }) => !ok);
        if (failed !== undefined) throw new Error(`zvec refused a row: ${failed.code}`);
      };
    },
    finish: () => collection.optimizeSync(),
    search: (query, filter) =>
      collection
        .querySync({
          fieldName: 'vector',
          vector: data.query(query),
          topk: NEIGHBOURS,
          outputFields: [],
          params: { indexType: ZVecIndexType.HNSW, ef: HNSW.search },
          ...(where[filter] !== undefined && { filter: where[filter] }),
        })
        .map(({ id }) => Number(id)),
    close: () => collection.closeSync(),
  };
};
