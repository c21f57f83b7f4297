import { costOf, type MicroUsd, type Price } from '../core/money.ts';
import type { Usage } from '../core/usage.ts';

/** Audio tokens a second where speech is billed in tokens (OpenAI: one for 100 ms heard, one for 50 ms spoken). */
const HEARD_TOKENS = 10;
const SPOKEN_TOKENS = 20;

/** What so many seconds of a session may cost at most; `undefined` when the price is unknown. */
export function costOfVoice(seconds: number, price: Price | undefined): MicroUsd | undefined {
  if (price?.second !== undefined) return costOf({ seconds }, price);
  return costOf({ input: seconds * HEARD_TOKENS, output: seconds * SPOKEN_TOKENS }, price);
}

/**
 * What a session has used and cost: what the provider told, and its time where time is what is billed or nothing was told.
 * A cost that cannot be known is `undefined`.
 */
export function settleVoice(
  told: Usage,
  elapsedS: number,
  price: Price | undefined,
): { readonly usage: Usage; readonly cost: MicroUsd | undefined } {
  const isTold = Object.values(told).some((value) => value !== undefined);
  const usage = price?.second === undefined && isTold ? told : { ...told, seconds: told.seconds ?? elapsedS };
  // A price by time covers the tokens that a provider tells beside it.
  const billed = price?.second !== undefined && price.input === undefined ? { seconds: usage.seconds } : usage;
  return { usage: rounded(usage), cost: costOf(billed, price) };
}

const rounded = (usage: Usage): Usage =>
  usage.seconds === undefined ? usage : { ...usage, seconds: Math.round(usage.seconds * 10) / 10 };
