import type { Size } from './image.ts';

/** How far a size may be from a ratio that it stands for: 1366x768 and 864x496 are called 16:9. */
const TOLERANCE = 0.025;

const commonDivisor = (left: number, right: number): number =>
  right === 0 ? left : commonDivisor(right, left % right);

/** A ratio as width over height; `undefined` for what is none (`auto`). */
export function quotientOf(ratio: string): number | undefined {
  const [, width, height] = /^(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)$/.exec(ratio) ?? [];
  const quotient = Number(width) / Number(height);
  return Number.isFinite(quotient) && quotient > 0 ? quotient : undefined;
}

/** The ratio of a size in the smallest whole numbers, `16:9`. */
export function ratioOf({ width, height }: Size): string {
  const divisor = commonDivisor(width, height);
  return `${width / divisor}:${height / divisor}`;
}

const distance = (left: number, right: number): number => Math.abs(Math.log(left / right));

/** Those next to a quotient, the nearest first. */
function byQuotient<T>(all: readonly T[], quotient: number, of: (one: T) => number | undefined): readonly T[] {
  return all
    .flatMap((one) => {
      const own = of(one);
      return own === undefined ? [] : [{ one, away: distance(own, quotient) }];
    })
    .sort((left, right) => left.away - right.away)
    .map(({ one }) => one);
}

/** True when a size is called by that ratio, as vendors round it. */
export function isOfRatio({ width, height }: Size, ratio: string): boolean {
  const quotient = quotientOf(ratio);
  return quotient !== undefined && distance(width / height, quotient) <= TOLERANCE;
}

/** The name that a ratio has among those there are: `2:1` for `1024:512`. */
export function ratioAmong(ratio: string, ratios: readonly string[]): string | undefined {
  if (ratios.includes(ratio)) return ratio;
  const quotient = quotientOf(ratio);
  if (quotient === undefined) return undefined;
  const [next] = byQuotient(ratios, quotient, quotientOf);
  const own = next === undefined ? undefined : quotientOf(next);
  return own !== undefined && distance(own, quotient) <= TOLERANCE ? next : undefined;
}

/** The ratios next to another, the nearest first. */
export const nearestRatios = (ratio: string, ratios: readonly string[], most = 3): readonly string[] =>
  byQuotient(ratios, quotientOf(ratio) ?? 16 / 9, quotientOf).slice(0, most);

/** The sizes next to another in shape and then in pixels, the nearest first. */
export function nearestSizes({ width, height }: Size, sizes: readonly Size[], most = 3): readonly Size[] {
  const away = (size: Size): number =>
    // Shape counts more than resolution: a film of the wrong shape has to be cut.
    4 * distance(size.width / size.height, width / height) + distance(size.width * size.height, width * height);
  return [...sizes].sort((left, right) => away(left) - away(right)).slice(0, most);
}

/** The numbers next to another, the nearest first. */
export const nearestNumbers = (wanted: number, numbers: readonly number[], most = 2): readonly number[] =>
  [...numbers].sort((left, right) => Math.abs(left - wanted) - Math.abs(right - wanted) || left - right).slice(0, most);

/** `1280x720`. */
export const pixels = ({ width, height }: Size): string => `${width}x${height}`;

/** Sizes from their names, `1280x720 720x1280`. */
export const sizesOf = (names: string): readonly Size[] =>
  names.split(/\s+/).map((name) => {
    const [width = 0, height = 0] = name.split(/[x:*]/).map(Number);
    return { width, height };
  });
