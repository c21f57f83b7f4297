/** One bit a dimension (its sign), 32 to a word: a coarse vector that is 32 times smaller than the real one. */
export function signatureOf(vector: Float32Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(vector.length / 32));
  for (let index = 0; index < vector.length; index++) {
    if ((vector[index] ?? 0) > 0) words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
  }
  return words;
}

function bitsSet(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** The signatures of a collection, held in memory: `words.length / keys.length` words for each chunk key. */
export type Signatures = { readonly keys: readonly number[]; readonly words: Uint32Array };

/** The keys nearest to the query by Hamming distance, nearest first; only those in `allowed` when it is given. */
export function nearest(
  { keys, words }: Signatures,
  query: Uint32Array,
  limit: number,
  allowed?: ReadonlySet<number>,
): readonly number[] {
  const width = query.length;
  // Counting sort by distance: distances are small integers, and only the nearest few buckets are read back.
  const buckets: number[][] = Array.from({ length: width * 32 + 1 }, () => []);
  for (let row = 0; row < keys.length; row++) {
    const key = keys[row] ?? 0;
    if (allowed !== undefined && !allowed.has(key)) continue;
    let distance = 0;
    const offset = row * width;
    for (let word = 0; word < width; word++) distance += bitsSet((words[offset + word] ?? 0) ^ (query[word] ?? 0));
    buckets[distance]?.push(key);
  }
  const result: number[] = [];
  for (const bucket of buckets) {
    for (const key of bucket) {
      if (result.length === limit) return result;
      result.push(key);
    }
  }
  return result;
}

/** The dot product; of unit vectors, their cosine. */
export function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let index = 0; index < left.length; index++) sum += (left[index] ?? 0) * (right[index] ?? 0);
  return sum;
}

export const bytesOf = (array: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The floats of a BLOB, copied when they do not stand on a float's boundary. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
