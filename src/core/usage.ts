/**
 * What a call consumed. `cachedInput` and `cacheWrite` are parts of `input`, `reasoning` is a part of `output`:
 * a call's tokens are `input + output`, whatever way its vendor counts.
 */
export type Usage = {
  /** All tokens that went in, cached ones included. */
  readonly input?: number;
  /** The part of `input` that was read from the provider's cache. */
  readonly cachedInput?: number;
  /** The part of `input` that was written to the provider's cache. */
  readonly cacheWrite?: number;
  /** All tokens that came out, reasoning included. */
  readonly output?: number;
  /** The part of `output` that was reasoning. */
  readonly reasoning?: number;
  readonly seconds?: number;
  readonly characters?: number;
  readonly images?: number;
  readonly pages?: number;
  /** Searches of the web, or units in which a vendor bills ranking. */
  readonly searches?: number;
};

const FIELDS = [
  'input',
  'cachedInput',
  'cacheWrite',
  'output',
  'reasoning',
  'seconds',
  'characters',
  'images',
  'pages',
  'searches',
] as const satisfies readonly (keyof Usage)[];

/** The field-wise sum; a field that neither side reports stays absent. */
export function addUsage(left: Usage, right: Usage): Usage {
  const sum: Record<string, number> = {};
  for (const field of FIELDS) {
    const value = (left[field] ?? 0) + (right[field] ?? 0);
    if (left[field] !== undefined || right[field] !== undefined) sum[field] = value;
  }
  return sum;
}
