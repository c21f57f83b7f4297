/** The model reads 128 tokens and ignores the rest; a margin below that keeps whole sentences whole more often than not. */
const WINDOW_TOKENS = 110;

/** Token ids cut into windows of about equal length, none longer than the model reads. */
export function windowsOf(ids: readonly number[], size = WINDOW_TOKENS): readonly (readonly number[])[] {
  const count = Math.ceil(ids.length / size);
  return Array.from({ length: count }, (_, index) =>
    ids.slice(Math.floor((index * ids.length) / count), Math.floor(((index + 1) * ids.length) / count)),
  );
}

/** The mean of a text's window vectors, weighted by their tokens, at unit length. No window, no direction: all zeros. */
export function meanVector(
  windows: readonly { readonly vector: Float32Array; readonly tokens: number }[],
  dimensions: number,
): Float32Array {
  const mean = new Float32Array(dimensions);
  for (const { vector, tokens } of windows) {
    for (let index = 0; index < dimensions; index++) mean[index] = (mean[index] ?? 0) + (vector[index] ?? 0) * tokens;
  }
  const length = Math.sqrt(mean.reduce((sum, value) => sum + value * value, 0));
  return length === 0 ? mean : mean.map((value) => value / length);
}
