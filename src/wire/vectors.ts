import { ProviderError } from '../core/errors.ts';

/** One vector of a vendor: numbers, or little-endian 32-bit floats in base64. Throws `bad_response` otherwise. */
export function vectorOf(value: unknown, provider: string): Float32Array {
  if (typeof value === 'string') {
    const bytes = Buffer.from(value, 'base64');
    if (bytes.byteLength === 0 || bytes.byteLength % 4 !== 0) throw badVector(provider, 'is not a list of numbers');
    const vector = new Float32Array(bytes.byteLength / 4);
    for (let index = 0; index < vector.length; index += 1) vector[index] = bytes.readFloatLE(index * 4);
    return checked(vector, provider);
  }
  if (!Array.isArray(value) || value.length === 0) throw badVector(provider, 'is not a list of numbers');
  return checked(
    Float32Array.from(value, (item: unknown) => (typeof item === 'number' ? item : Number.NaN)),
    provider,
  );
}

function checked(vector: Float32Array, provider: string): Float32Array {
  if (!vector.every(Number.isFinite)) throw badVector(provider, 'holds something that is not a number');
  return vector;
}

/** Base64 of one signed byte a number, as numbers; anything else as it is. */
export const signedBytes = (value: unknown): unknown =>
  typeof value === 'string' ? Array.from(new Int8Array(Buffer.from(value, 'base64'))) : value;

/** Throws `bad_response` unless there is one vector a text and all are of one length. */
export function checkBatch(vectors: readonly Float32Array[], texts: number, provider: string): void {
  const [first] = vectors;
  if (vectors.length !== texts) throw badVector(provider, `count ${vectors.length} is not the ${texts} asked for`);
  if (first !== undefined && vectors.some((vector) => vector.length !== first.length))
    throw badVector(provider, 'has another length than the first');
}

/** The vector with length one. A vector that was cut to fewer dimensions has lost its own. */
export function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => value / length);
}

const badVector = (provider: string, what: string): ProviderError =>
  new ProviderError('bad_response', { provider, message: `A vector from ${provider} ${what}.` });
