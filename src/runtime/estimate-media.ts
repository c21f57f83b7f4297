import type { CapabilityRequest } from '../core/capability.ts';
import { costOf, type MicroUsd, type Price } from '../core/money.ts';
import type { Usage } from '../core/usage.ts';
import type { UsageEstimate } from './estimate.ts';
import { byText } from './text-tokens.ts';

/** Tokens of a picture: a small draft, and the largest in the best quality that vendors make. */
const PICTURE_TOKENS = { low: 250, high: 9000 };
/** Of a picture that is given to be changed. */
const GIVEN_TOKENS = { low: 85, high: 7000 };
/** What a film may last when nobody says how long. */
const USUAL_FILM_S = { low: 4, high: 12 };
const FILM_TOKENS_A_SECOND = { low: 5000, high: 110_000 };

type Unit = 'images' | 'seconds' | 'tokens';

const unitOf = (price: Price | undefined): Unit =>
  price?.image !== undefined ? 'images' : price?.second !== undefined ? 'seconds' : 'tokens';

/** What pictures will use, in the unit that the price is in. */
export function imageUsage(request: CapabilityRequest<'image'>, price: Price | undefined): UsageEstimate {
  const { count = 1, prompt, image } = request;
  if (unitOf(price) === 'images') return { low: { images: count }, high: { images: count } };
  const text = byText(prompt);
  const given = image === undefined ? { low: 0, high: 0 } : GIVEN_TOKENS;
  return {
    low: { input: text.low + given.low, output: count * PICTURE_TOKENS.low },
    high: { input: text.high + given.high, output: count * PICTURE_TOKENS.high },
  };
}

/** What a film will use, in the unit that the price is in. */
export function videoUsage(request: CapabilityRequest<'video'>, price: Price | undefined): UsageEstimate {
  const { durationS } = request;
  const seconds = durationS === undefined ? USUAL_FILM_S : { low: durationS, high: durationS };
  const unit = unitOf(price);
  if (unit === 'seconds') return { low: { seconds: seconds.low }, high: { seconds: seconds.high } };
  if (unit === 'images') return { low: { images: 1 }, high: { images: 1 } };
  const text = byText(request.prompt);
  return {
    low: { input: text.low, output: Math.ceil(seconds.low * FILM_TOKENS_A_SECOND.low) },
    high: { input: text.high, output: Math.ceil(seconds.high * FILM_TOKENS_A_SECOND.high) },
  };
}

/** The cost of what was used. Usage in further units than the billed one is told, and costs nothing more. */
export function costOfMedia(usage: Usage, price: Price | undefined): MicroUsd | undefined {
  const { images, seconds, ...tokens } = usage;
  const billed: Usage = { images: { images }, seconds: { seconds }, tokens }[unitOf(price)];
  return Object.values(billed).some((value) => value !== undefined) ? costOf(billed, price) : undefined;
}
