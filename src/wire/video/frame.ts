import { ProviderError } from '../../core/errors.ts';
import { isOfRatio, nearestRatios, ratioAmong, ratioOf } from '../../core/frame-size.ts';
import type { Size } from '../../core/image.ts';
import type { VideoLimits, VideoRequest } from '../../core/video.ts';

/** The shape that a request wants as a ratio of the vendor's, and its short side in pixels. Either may be left open. */
export function frameOf(
  { size, aspectRatio }: VideoRequest,
  { ratios }: VideoLimits,
): { readonly ratio?: string; readonly shortSide?: number } {
  const wanted = aspectRatio ?? (size === undefined ? undefined : ratioOf(size));
  const ratio = wanted === undefined ? undefined : (ratioAmong(wanted, ratios ?? []) ?? wanted);
  return {
    ...(ratio !== undefined && { ratio }),
    ...(size !== undefined && { shortSide: Math.min(size.width, size.height) }),
  };
}

/** Sizes that nearly every vendor of films makes, for models that nothing is known of. */
const COMMON: readonly Size[] = [
  { width: 1280, height: 720 },
  { width: 720, height: 1280 },
  { width: 960, height: 960 },
];

/** The size that a request wants where a vendor takes pixels: its own, else the first of the shape. Throws `invalid_input`. */
export function sizeOf(
  { size, aspectRatio, model }: VideoRequest,
  limits: VideoLimits,
  provider: string,
): Size | undefined {
  if (size !== undefined || aspectRatio === undefined) return size;
  const sizes = limits.sizes ?? COMMON;
  const found = sizes.find((one) => isOfRatio(one, aspectRatio));
  if (found !== undefined) return found;
  throw new ProviderError('invalid_input', {
    provider,
    message: `${model} has no size of the ratio ${aspectRatio}.`,
    hint: `The nearest ratios are ${nearestRatios(aspectRatio, [...new Set(sizes.map(ratioOf))]).join(' or ')}.`,
    processed: false,
  });
}

/** The error for two wishes that a model grants one at a time. */
export const clash = (provider: string, message: string, hint: string): ProviderError =>
  new ProviderError('invalid_input', { provider, message, hint, processed: false });
