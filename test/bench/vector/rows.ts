import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Data, DIMENSIONS, metadataOf } from './data.ts';

/** Rows with what is filtered by, as engines that keep metadata take them. */
export const rowsOf = (data: Data, from: number, count: number) => {
  const vectors = data.vectors(from, count);
  return Array.from({ length: count }, (_, at) => ({
    row: from + at,
    vector: vectors.subarray(at * DIMENSIONS, (at + 1) * DIMENSIONS),
    ...metadataOf(from + at),
  }));
};

/** A package from the benchmark's own folder. */
export const packageIn = (packages: string, name: string): unknown =>
  createRequire(join(packages, 'package.json'))(name);
