/** Ends of an interval, both 0–1. */
export type Interval = { readonly low: number; readonly high: number };

const Z95 = 1.959963984540054;

/** The 95 % Wilson score interval of a share; `{0, 1}` when nothing was counted. Holds for few items and for shares near 0 or 1. */
export function wilson(correct: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const share = correct / total;
  const square = (Z95 * Z95) / total;
  const middle = (share + square / 2) / (1 + square);
  const half = (Z95 * Math.sqrt((share * (1 - share)) / total + square / (4 * total))) / (1 + square);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/**
 * McNemar's exact test on paired answers: how likely a split as uneven as this is when both are equally good. `wins` and
 * `losses` count the items that only one of the two got right. Two-sided unless `isOneSided`.
 */
export function mcNemar(wins: number, losses: number, isOneSided = false): number {
  const total = wins + losses;
  if (total === 0) return 1;
  const few = isOneSided ? wins : Math.min(wins, losses);
  let tail = 0;
  // Sums of logarithms, because 2^-n and n! leave the range of numbers.
  let logChoose = 0;
  for (let count = 0; count <= few; count++) {
    if (count > 0) logChoose += Math.log(total - count + 1) - Math.log(count);
    tail += Math.exp(logChoose - total * Math.LN2);
  }
  return Math.min(1, isOneSided ? tail : 2 * tail);
}

/** The value below which `share` of the values lie (nearest rank); undefined for no values. */
export function percentile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}
