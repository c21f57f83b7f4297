import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { placesFor } from './image/wishes.ts';
import { base64 } from './media.ts';
import { count, defined, filled, isJson, list, record, records } from './read.ts';

const LIMITS: ImageLimits = {
  maxCount: 8,
  range: { min: 64, max: 2048, step: 8 },
  canEdit: true,
  canMask: true,
};
/** How far a picture may go from what it was, from 0 for not at all to 1. */
const DENOISING = 0.6;

/** A request as `txt2img` or `img2img`. The model is loaded for this request alone. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, count: wanted = 1, image, mask, negativePrompt, seed, style } = request;
  return {
    path: `/sdapi/v1/${image === undefined ? 'txt2img' : 'img2img'}`,
    body: defined({
      prompt,
      negative_prompt: negativePrompt,
      width: size?.width,
      height: size?.height,
      batch_size: wanted,
      seed: seed ?? -1,
      styles: style === undefined ? undefined : [style],
      init_images: image === undefined ? undefined : [base64(image)],
      mask: mask === undefined ? undefined : base64(mask),
      denoising_strength: image === undefined ? undefined : DENOISING,
      override_settings: { sd_model_checkpoint: model },
      override_settings_restore_afterwards: true,
      send_images: true,
      save_images: false,
    }),
    notes: placesFor(
      request,
      { size: true, count: true, image: true, mask: true, negativePrompt: true, seed: true, style: true },
      provider,
    ),
  };
}

/** `images` as base64, a grid of all before them where there are several; `info` is JSON in a text. */
export function decodeResponse(body: unknown): Pictures {
  const answer = record(body) ?? {};
  const said = filled(answer.info);
  const info = said !== undefined && isJson(said) ? record(JSON.parse(said)) : undefined;
  const first = count(info?.index_of_first_image) ?? 0;
  const seed = count(info?.seed);
  return {
    images: known(
      list(answer.images)
        .slice(first)
        .map((one) => pictureOf(one)),
    ),
    ...(seed !== undefined && { seed }),
  };
}

/** Stable Diffusion's web UI, and those that speak as it does: Forge, SD.Next. */
export const automatic1111 = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits: () => LIMITS, encode: encodeRequest, decode: jsonPictures(decodeResponse) });

/** What the server has, by the name that it loads a model with. */
export const modelsIn = (body: unknown): readonly string[] =>
  records(body)
    .map(({ model_name: name, title }) => filled(name) ?? filled(title))
    .filter((name) => name !== undefined);
