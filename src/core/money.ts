import type { Usage } from './usage.ts';

/** Prices in USD for a million tokens, or for one unit of anything else. An absent field is unknown, never free. */
export type Price = {
  readonly input?: number;
  readonly cachedInput?: number;
  readonly cacheWrite?: number;
  readonly output?: number;
  readonly second?: number;
  readonly character?: number;
  readonly image?: number;
  readonly page?: number;
  readonly search?: number;
};

/** Integer micro-dollars. One USD per million tokens is exactly one micro-dollar a token. */
export type MicroUsd = number;

export const usdToMicro = (usd: number): MicroUsd => Math.round(usd * 1_000_000);
export const microToUsd = (micro: MicroUsd): number => micro / 1_000_000;

/** The cost of a usage, or `undefined` as soon as one consumed unit has no known price. */
export function costOf(usage: Usage, price: Price | undefined): MicroUsd | undefined {
  if (price === undefined) return undefined;
  const input = usage.input ?? 0;
  const cached = Math.min(usage.cachedInput ?? 0, input);
  const written = Math.min(usage.cacheWrite ?? 0, input - cached);
  const charges: readonly (readonly [units: number, microUsdEach: number | undefined])[] = [
    [input - cached - written, price.input],
    [cached, price.cachedInput ?? price.input],
    [written, price.cacheWrite ?? price.input],
    [usage.output ?? 0, price.output],
    [usage.seconds ?? 0, scale(price.second)],
    [usage.characters ?? 0, scale(price.character)],
    [usage.images ?? 0, scale(price.image)],
    [usage.pages ?? 0, scale(price.page)],
    [usage.searches ?? 0, scale(price.search)],
  ];
  let total = 0;
  for (const [units, each] of charges) {
    if (units === 0) continue;
    if (each === undefined) return undefined;
    total += units * each;
  }
  return Math.ceil(total);
}

/** The sum of several costs; one that is unknown makes the sum unknown. */
export function sumOfCosts(costs: readonly (MicroUsd | undefined)[]): MicroUsd | undefined {
  let total = 0;
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    total += cost;
  }
  return total;
}

const scale = (usd: number | undefined): number | undefined => (usd === undefined ? undefined : usd * 1_000_000);
