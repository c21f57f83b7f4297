import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy, ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { bflJobs } from './jobs/bfl.ts';
import { base64 } from './media.ts';
import { count, defined, filled, type Json, record } from './read.ts';

const EVERY: ImageLimits = { maxCount: 1, canEdit: true, canMask: false };

/** https://docs.bfl.ai and its openapi.json of 2026-05. Kontext and Ultra take any ratio up to about 21:9. */
const limits = limitsBy([
  [/^flux-2/, { ...EVERY, range: { min: 64, max: 2048, step: 16, maxPixels: 4_194_304 } }],
  [/fill/, { ...EVERY, canMask: true }],
  [/kontext|ultra/, EVERY],
  [/^flux-(pro-1\.1|dev)/, { ...EVERY, range: { min: 256, max: 1440, step: 32 } }],
]);

/** Models that take a ratio where the others take pixels. */
const takesRatio = (model: string): boolean => /kontext|ultra/.test(model);
/** A fill changes the picture where a mask says so; a picture beside older models inspires them. */
const pictureField = (model: string): string => {
  if (/fill/.test(model)) return 'image';
  return /^flux-(2|kontext)/.test(model) ? 'input_image' : 'image_prompt';
};

/** A request as the body of `POST /{model}`. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, image, mask, seed } = request;
  const isFill = /fill/.test(model);
  const notes = placesFor(request, { image: true, seed: true, mask: isFill, size: !isFill }, provider);
  const ratio = takesRatio(model) && size !== undefined ? ratioWish(size, undefined, provider) : undefined;
  return {
    target: `/${encodeURIComponent(model)}`,
    body: defined({
      prompt,
      ...(ratio !== undefined
        ? { aspect_ratio: ratio.ratio }
        : isFill
          ? {}
          : { width: size?.width, height: size?.height }),
      ...(image !== undefined && { [pictureField(model)]: base64(image) }),
      mask: mask === undefined ? undefined : base64(mask),
      seed,
      output_format: 'png',
    }),
    notes: [...notes, ...(ratio?.notes ?? [])],
  };
}

/** `result.sample` of what is ready; the cost was told when the job began, in credits of a cent. */
export function decodeOutput(output: Json, _provider: string, details: Readonly<Record<string, string>>): Pictures {
  const result = record(output.result);
  const seed = count(result?.seed);
  const credits = details.cost === undefined ? undefined : Number(details.cost);
  return {
    images: known([pictureOf(result?.sample ?? filled(output.result))]),
    ...(seed !== undefined && { seed }),
    ...(credits !== undefined && Number.isFinite(credits) && { costMicroUsd: Math.round(credits * 10_000) }),
  };
}

/** FLUX at its maker. */
export const bfl = (): CapabilityFactory<'image'> =>
  imageJobs({ limits, jobs: bflJobs, pollMs: 1000, encode: encodeRequest, decode: decodeOutput });
