import { byText } from './text-tokens.ts';

/** What one request takes. `tokens` are all that it may hold; each text costs `tokensEach` beside its own. */
export type BatchLimit = {
  readonly items: number;
  readonly tokens?: number | undefined;
  readonly tokensEach?: number;
};

/** Texts in order, cut into requests that keep to both limits. A text that is too long by itself stands alone. */
export function batchesOf(
  texts: readonly string[],
  { items, tokens = Number.POSITIVE_INFINITY, tokensEach = 0 }: BatchLimit,
): readonly (readonly string[])[] {
  const batches: string[][] = [];
  let current: string[] = [];
  let used = 0;
  for (const text of texts) {
    // The high estimate: a request that turns out too large would be refused as a whole.
    const cost = tokens === Number.POSITIVE_INFINITY ? 0 : byText(text).high + tokensEach;
    const isFull = current.length >= Math.max(1, items) || used + cost > tokens;
    if (current.length > 0 && isFull) {
      batches.push(current);
      current = [];
      used = 0;
    }
    current.push(text);
    used += cost;
  }
  return current.length === 0 ? batches : [...batches, current];
}
