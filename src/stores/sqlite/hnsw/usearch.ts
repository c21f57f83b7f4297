import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { resolveOptional } from '../../../core/import-optional.ts';

export const HNSW_PACKAGE = 'usearch';

/**
 * One byte a number is enough to find candidates, which are scored exactly afterwards: at 100,000 x 384 nothing was missed, and
 * building took a third of the time that four bytes take. With 16 connections, one in a hundred vectors of 700,000 could not
 * be reached any more, however far the search went; looking at 256 instead of 512 missed three in a hundred.
 */
const SHAPE = { connectivity: 32, expansion_add: 128, expansion_search: 512, multi: false } as const;

/** What we use of an index, https://unum-cloud.github.io/usearch/javascript. Every call blocks its thread. */
export type UsearchIndex = {
  add(keys: BigUint64Array, vectors: Float32Array, threads: number): void;
  search(vector: Float32Array, count: number, threads: number): { readonly keys: BigUint64Array };
  save(file: string): void;
  load(file: string): void;
  view(file: string): void;
};

export type Hnsw = {
  /** Library and version, as index files are marked. */
  readonly engine: string;
  create(dimensions: number): UsearchIndex;
};

/** The library, or `undefined` when it is not installed. Throws when it is there and cannot run on this machine. */
export async function loadHnsw(): Promise<Hnsw | undefined> {
  if (resolveOptional(HNSW_PACKAGE) === undefined) return undefined;
  const { Index, MetricKind, ScalarKind } = await import('usearch');
  return {
    engine: `${HNSW_PACKAGE} ${installedVersion()}`,
    create: (dimensions) =>
      new Index({ ...SHAPE, dimensions, metric: MetricKind.Cos, quantization: ScalarKind.I8 }) satisfies UsearchIndex,
  };
}

function installedVersion(): string {
  const file = findPackageJSON(HNSW_PACKAGE, import.meta.url);
  const manifest: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
