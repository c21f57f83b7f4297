import { ProviderError } from '../core/errors.ts';
import {
  isOfRatio,
  nearestNumbers,
  nearestRatios,
  nearestSizes,
  pixels,
  quotientOf,
  ratioAmong,
  ratioOf,
} from '../core/frame-size.ts';
import type { ImageLimits, ImageRequest, Size } from '../core/image.ts';
import type { VideoLimits, VideoRequest } from '../core/video.ts';

type Place = { readonly provider: string };

function refused(message: string, hint: string, { provider }: Place): ProviderError {
  return new ProviderError('invalid_input', { provider, message, hint, processed: false });
}

const or = (values: readonly (string | number)[]): string => values.join(' or ');

function checkPrompt(model: string, prompt: string, most: number | undefined, place: Place): void {
  if (most === undefined || prompt.length <= most) return;
  throw refused(
    `The prompt has ${prompt.length} characters; ${model} takes ${most}.`,
    `Shorten it to ${most} characters.`,
    place,
  );
}

/** A size must be one of those there are, or of a shape and short side that the model makes. */
function checkSize(
  model: string,
  size: Size,
  limits: Pick<VideoLimits, 'sizes' | 'ratios' | 'resolutions'>,
  place: Place,
): void {
  const { sizes, ratios, resolutions } = limits;
  const wrong = `${model} does not make ${pixels(size)}.`;
  if (sizes !== undefined && sizes.length > 0) {
    if (sizes.some(({ width, height }) => width === size.width && height === size.height)) return;
    throw refused(wrong, `The nearest sizes are ${or(nearestSizes(size, sizes).map(pixels))}.`, place);
  }
  if (ratios !== undefined && ratioAmong(ratioOf(size), ratios) === undefined) {
    throw refused(wrong, `The nearest ratios are ${or(nearestRatios(ratioOf(size), ratios))}.`, place);
  }
  const side = Math.min(size.width, size.height);
  if (resolutions !== undefined && !resolutions.includes(side)) {
    const near = nearestNumbers(side, resolutions);
    throw refused(wrong, `Its short side must be ${or(near)} pixels, the nearest of those there are.`, place);
  }
}

function checkRatio(model: string, ratio: string, { sizes, ratios }: VideoLimits, place: Place): void {
  const wrong = `${model} does not make the ratio ${ratio}.`;
  if (ratios !== undefined) {
    if (ratioAmong(ratio, ratios) !== undefined) return;
    throw refused(wrong, `The nearest ratios are ${or(nearestRatios(ratio, ratios))}.`, place);
  }
  if (quotientOf(ratio) === undefined) {
    throw refused(`${ratio} is no ratio.`, 'Say it as width:height, for example 16:9.', place);
  }
  if (sizes === undefined || sizes.some((size) => isOfRatio(size, ratio))) return;
  const near = nearestRatios(ratio, [...new Set(sizes.map(ratioOf))]);
  throw refused(wrong, `The nearest ratios are ${or(near)}.`, place);
}

function checkDuration(model: string, wanted: number, limits: VideoLimits, place: Place): void {
  const { durationsS, durationRangeS: range } = limits;
  const wrong = `${model} makes no film of ${wanted} s.`;
  if (durationsS !== undefined) {
    if (durationsS.includes(wanted)) return;
    throw refused(wrong, `The nearest durations are ${or(nearestNumbers(wanted, durationsS))} s.`, place);
  }
  if (range === undefined) return;
  const within = Math.min(range.max, Math.max(range.min, wanted));
  if (within === wanted && Number.isInteger(wanted)) return;
  const near = [...new Set([Math.floor(within), Math.ceil(within)])];
  throw refused(
    wrong,
    `It takes whole seconds from ${range.min} to ${range.max}; the nearest is ${or(near)} s.`,
    place,
  );
}

/**
 * Refuses what a model cannot make before it costs anything. Throws `invalid_input` with the nearest allowed values in the
 * hint, `unsupported` for a picture that the model has no place for. What the limits do not say is passed.
 */
export function checkVideoRequest(limits: VideoLimits, request: VideoRequest, provider: string): void {
  const { model, prompt, durationS, size, aspectRatio, fps, image } = request;
  const place = { provider };
  checkPrompt(model, prompt, limits.maxPromptCharacters, place);
  if (durationS !== undefined) checkDuration(model, durationS, limits, place);
  if (size !== undefined) checkSize(model, size, limits, place);
  if (aspectRatio !== undefined) {
    checkRatio(model, aspectRatio, limits, place);
    if (size !== undefined && quotientOf(aspectRatio) !== undefined && !isOfRatio(size, aspectRatio)) {
      throw refused(`${pixels(size)} is not ${aspectRatio}.`, 'Say the size or the ratio, not both.', place);
    }
  }
  if (fps !== undefined && limits.fps !== undefined && !limits.fps.includes(fps)) {
    const near = nearestNumbers(fps, limits.fps);
    throw near.length === 0
      ? refused(`The frame rate of ${model} cannot be chosen.`, 'Leave fps out.', place)
      : refused(`${model} makes no film of ${fps} frames a second.`, `The nearest rates are ${or(near)}.`, place);
  }
  if (limits.needsImage === true && image === undefined) {
    throw refused(`${model} starts from a picture.`, 'Give one as image, or choose a model that needs none.', place);
  }
  if (limits.takesImage === false && image !== undefined) {
    throw new ProviderError('unsupported', {
      provider,
      message: `${model} on ${provider} takes no picture to start from.`,
      hint: 'Leave it out, or choose a model that takes one.',
      processed: false,
    });
  }
}

type Range = NonNullable<ImageLimits['range']>;

/** The multiple of `step` next to a side, within the bounds. */
function nearestSide(side: number, { min, max, step }: Range): number {
  const within = Math.min(max, Math.max(min, side));
  const below = Math.floor(within / step) * step;
  const above = Math.ceil(within / step) * step;
  const next = within - below <= above - within ? below : above;
  return next < min ? above : next > max ? below : next;
}

/** A size scaled into the bounds of shape and pixels, each side then to its step. */
function nearestInRange(size: Size, range: Range): Size {
  const { maxRatio = Number.POSITIVE_INFINITY, minPixels = 0, maxPixels = Number.POSITIVE_INFINITY, step } = range;
  const long = Math.min(Math.max(size.width, size.height), Math.min(size.width, size.height) * maxRatio);
  const shaped = { width: Math.min(size.width, long), height: Math.min(size.height, long) };
  const area = shaped.width * shaped.height;
  const scale = Math.sqrt(Math.min(maxPixels, Math.max(minPixels, area)) / area);
  const isWhole = scale === 1 && Math.max(shaped.width, shaped.height) === Math.max(size.width, size.height);
  // Rounded inwards, so that the bound still holds; a hair is taken off what arithmetic added.
  const to = scale > 1 ? (steps: number) => Math.ceil(steps - 1e-9) : (steps: number) => Math.floor(steps + 1e-9);
  const stepped = (side: number): number => (isWhole ? side : to((side * scale) / step) * step);
  return {
    width: nearestSide(stepped(shaped.width), range),
    height: nearestSide(stepped(shaped.height), range),
  };
}

function checkRange(model: string, size: Size, range: Range, place: Place): void {
  const near = nearestInRange(size, range);
  if (near.width === size.width && near.height === size.height) return;
  const { min, max, step } = range;
  const sides = `Each side is a multiple of ${step} from ${min} to ${max}`;
  throw refused(`${model} does not make ${pixels(size)}.`, `${sides}; the nearest size is ${pixels(near)}.`, place);
}

/**
 * Refuses what a model cannot draw before it costs anything. Throws `invalid_input` with the nearest allowed values in the
 * hint, `unsupported` for a picture or mask that the model has no place for. What the limits do not say is passed.
 */
export function checkImageRequest(limits: ImageLimits, request: ImageRequest, provider: string): void {
  const { model, prompt, size, count = 1, image, mask } = request;
  const place = { provider };
  checkPrompt(model, prompt, limits.maxPromptCharacters, place);
  if (limits.maxCount !== undefined && count > limits.maxCount) {
    throw refused(`${model} makes no ${count} pictures at once.`, `Ask for ${limits.maxCount} at most.`, place);
  }
  if (size !== undefined) {
    checkSize(model, size, limits, place);
    if (limits.range !== undefined && limits.sizes === undefined) checkRange(model, size, limits.range, place);
  }
  const unplaced =
    limits.canEdit === false && image !== undefined
      ? 'a picture to change'
      : limits.canMask === false && mask !== undefined
        ? 'a mask'
        : undefined;
  if (unplaced === undefined) return;
  throw new ProviderError('unsupported', {
    provider,
    message: `${model} on ${provider} does not take ${unplaced}.`,
    hint: 'Leave it out, or choose a model that takes it.',
    processed: false,
  });
}
