import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** A trained tensor: its shape, and its numbers row by row. */
export type Tensor = { readonly shape: readonly number[]; readonly data: Float32Array };

const manifestSchema = z.object({
  weightsManifest: z.array(
    z.object({
      paths: z.array(z.string().regex(/^[\w-]+$/u)),
      weights: z.array(z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(['float32', 'int32']) })),
    }),
  ),
});

const BYTES_PER_NUMBER = 4;

/** Reads a TensorFlow.js model's weights (model.json and its shards) by name; whole numbers become floats. */
export function readWeights(folder: string): ReadonlyMap<string, Tensor> {
  const { weightsManifest } = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  const tensors = new Map<string, Tensor>();
  for (const { paths, weights } of weightsManifest) {
    const shards = Buffer.concat(paths.map((path) => readFileSync(join(folder, path))));
    let offset = 0;
    for (const { name, shape, dtype } of weights) {
      const bytes = shape.reduce((product, size) => product * size, 1) * BYTES_PER_NUMBER;
      // A copy of its own stands on a number's boundary; the shards do not promise one.
      const own = new Uint8Array(shards.subarray(offset, offset + bytes)).buffer;
      tensors.set(name, {
        shape,
        data: dtype === 'int32' ? Float32Array.from(new Int32Array(own)) : new Float32Array(own),
      });
      offset += bytes;
    }
  }
  return tensors;
}
