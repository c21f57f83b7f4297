import { placesOf } from './places.ts';

/** Signatures looked at closer for each wanted hit, and vectors read back and scored exactly. At least as many as for ten hits. */
const OVERSAMPLING = { signatures: 20, vectors: 4 };
const LEAST = { signatures: 1_000, vectors: 200 };

/** One bit a dimension (its sign), 32 to a word: a coarse vector that is 32 times smaller than the real one. */
export function signatureOf(vector: Float32Array): Uint32Array {
  const words = new Uint32Array(Math.ceil(vector.length / 32));
  for (let index = 0; index < vector.length; index++) {
    if ((vector[index] ?? 0) > 0) words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
  }
  return words;
}

/** How many bits are set, for each four of them. */
function bitsOfFours(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  return (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
}

/** The sum of eight counts of up to fifteen. */
const sumOfFours = (counts: number): number =>
  Math.imul((counts & 0x0f0f0f0f) + ((counts >>> 4) & 0x0f0f0f0f), 0x01010101) >>> 24;

/** In how many bits a signature differs from another. */
function distance(words: Uint32Array, offset: number, other: Uint32Array): number {
  let bits = 0;
  let word = 0;
  // Three words are added bit by bit first (a sum and a carry for each bit), which leaves two to count.
  for (; word + 2 < other.length; word += 3) {
    const first = (words[offset + word] ?? 0) ^ (other[word] ?? 0);
    const second = (words[offset + word + 1] ?? 0) ^ (other[word + 1] ?? 0);
    const third = (words[offset + word + 2] ?? 0) ^ (other[word + 2] ?? 0);
    const either = first ^ second;
    const carry = (first & second) | (either & third);
    bits += sumOfFours(bitsOfFours(either ^ third) + 2 * bitsOfFours(carry));
  }
  for (; word < other.length; word++) {
    bits += sumOfFours(bitsOfFours((words[offset + word] ?? 0) ^ (other[word] ?? 0)));
  }
  return bits;
}

/** The signatures of a collection, held in memory by ascending chunk key: `words.length / keys.length` words for each. */
export type Signatures = { readonly keys: Float64Array; readonly words: Uint32Array };

/** The places nearest to the query by Hamming distance; only among `allowed` when it is given. In no order. */
export function nearest(
  { keys, words }: Signatures,
  query: Uint32Array,
  limit: number,
  allowed?: Uint32Array,
): Uint32Array {
  const width = query.length;
  const count = allowed?.length ?? keys.length;
  const distances = new Uint16Array(count);
  const histogram = new Uint32Array(width * 32 + 1);
  for (let index = 0; index < count; index++) {
    const place = allowed === undefined ? index : (allowed[index] ?? 0);
    const bits = distance(words, place * width, query);
    distances[index] = bits;
    histogram[bits] = (histogram[bits] ?? 0) + 1;
  }
  // The distance up to which all are taken, and how many of those just beyond it.
  let radius = 0;
  let spare = Math.min(limit, count);
  while (radius < histogram.length && (histogram[radius] ?? 0) <= spare) spare -= histogram[radius++] ?? 0;
  const result = new Uint32Array(Math.min(limit, count));
  let taken = 0;
  for (let index = 0; index < count && taken < result.length; index++) {
    const bits = distances[index] ?? 0;
    if (bits > radius || (bits === radius && spare-- <= 0)) continue;
    result[taken++] = allowed === undefined ? index : (allowed[index] ?? 0);
  }
  return result;
}

/**
 * Of these places about the `limit` best (more only where scores are equal), in no order, by the dot product of the query's
 * own numbers with the signature's signs: much closer to the cosine than bits against bits, and still without reading a
 * vector.
 */
export function refined(
  { words }: Signatures,
  vector: Float32Array,
  places: Uint32Array,
  limit: number,
): readonly number[] {
  const width = Math.ceil(vector.length / 32);
  const sums = sumsOfSigns(vector);
  const scores = new Float64Array(places.length);
  for (let index = 0; index < places.length; index++) {
    const offset = (places[index] ?? 0) * width;
    let score = 0;
    for (let word = 0; word < width; word++) {
      const bits = words[offset + word] ?? 0;
      const table = word * 1024;
      score +=
        (sums[table + (bits & 255)] ?? 0) +
        (sums[table + 256 + ((bits >>> 8) & 255)] ?? 0) +
        (sums[table + 512 + ((bits >>> 16) & 255)] ?? 0) +
        (sums[table + 768 + (bits >>> 24)] ?? 0);
    }
    scores[index] = score;
  }
  const least = scores.toSorted().at(-limit) ?? Number.NEGATIVE_INFINITY;
  return Array.from(places).filter((_, index) => (scores[index] ?? 0) >= least);
}

/** For every eight dimensions and every byte of signs: the sum of the vector's numbers whose sign is set. */
function sumsOfSigns(vector: Float32Array): Float32Array {
  const sums = new Float32Array(Math.ceil(vector.length / 32) * 1024);
  for (let group = 0; group * 8 < vector.length; group++) {
    for (let bits = 1; bits < 256; bits++) {
      const lowest = 31 - Math.clz32(bits & -bits);
      const rest = sums[group * 256 + (bits & (bits - 1))] ?? 0;
      sums[group * 256 + bits] = rest + (vector[group * 8 + lowest] ?? 0);
    }
  }
  return sums;
}

/** True when the signatures are of vectors as long as this one. */
export const fits = ({ keys, words }: Signatures, vector: Float32Array): boolean =>
  words.length === keys.length * Math.ceil(vector.length / 32);

/** The keys that are worth scoring exactly, for `limit` hits; only among `allowed`, ascending, when it is given. */
export function candidates(
  signatures: Signatures,
  vector: Float32Array,
  limit: number,
  allowed: readonly number[] | undefined,
): readonly number[] {
  const many = Math.max(limit * OVERSAMPLING.signatures, LEAST.signatures);
  const few = Math.max(limit * OVERSAMPLING.vectors, LEAST.vectors);
  const near = nearest(signatures, signatureOf(vector), many, allowed && placesOf(signatures.keys, allowed));
  return refined(signatures, vector, near, few).map((place) => signatures.keys[place] ?? 0);
}

/** The dot product; of unit vectors, their cosine. */
export function dot(left: Float32Array, right: Float32Array): number {
  // Four sums: one would make every addition wait for the one before it.
  let [first, second, third, fourth] = [0, 0, 0, 0];
  for (let index = 0; index < left.length; index += 4) {
    first += (left[index] ?? 0) * (right[index] ?? 0);
    second += (left[index + 1] ?? 0) * (right[index + 1] ?? 0);
    third += (left[index + 2] ?? 0) * (right[index + 2] ?? 0);
    fourth += (left[index + 3] ?? 0) * (right[index + 3] ?? 0);
  }
  return first + second + third + fourth;
}

export const bytesOf = (array: Float32Array | Uint32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** The floats of a BLOB, copied when they do not stand on a float's boundary. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}
