import { ProviderError } from '../../core/errors.ts';
import { nearestRatios, pixels, ratioOf } from '../../core/frame-size.ts';
import type { ImageLimits, Size } from '../../core/image.ts';

/** Sizes from their names, `1024x1024 1536x1024`. */
export const sizesOf = (names: string): readonly Size[] =>
  names.split(/\s+/).map((name) => {
    const [width = 0, height = 0] = name.split(/[x:]/).map(Number);
    return { width, height };
  });

/** The ratio among those there are that is exactly the size's. */
const exactly = (size: Size, ratios: readonly string[]): string | undefined =>
  ratios.find((ratio) => {
    const [width = 1, height = 1] = ratio.split(':').map(Number);
    return Math.abs(size.width * height - size.height * width) < 1e-9;
  });

/**
 * A size as the ratio that a provider takes in its place, with the note that says so; nothing without a size. Throws
 * `invalid_input` for a ratio that the provider lacks.
 */
export function ratioWish(
  size: Size | undefined,
  ratios: readonly string[] | undefined,
  provider: string,
): { readonly ratio?: string; readonly notes: readonly string[] } {
  if (size === undefined) return { notes: [] };
  const ratio = ratios === undefined ? ratioOf(size) : exactly(size, ratios);
  if (ratio === undefined) {
    throw new ProviderError('invalid_input', {
      provider,
      message: `${provider} makes no pictures of ${pixels(size)}.`,
      hint: `It takes ratios; the nearest are ${nearestRatios(ratioOf(size), ratios ?? []).join(', ')}.`,
      processed: false,
    });
  }
  return { ratio, notes: [`size was given as the ratio ${ratio}: this provider chooses the pixels`] };
}

/** Limits by the model's name; the first entry that fits decides. An unknown model has none that are known. */
export const limitsBy =
  (table: readonly (readonly [model: RegExp, limits: ImageLimits])[], usual: ImageLimits = {}) =>
  (model: string): ImageLimits =>
    table.find(([pattern]) => pattern.test(model))?.[1] ?? usual;
