import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { klingTasks } from './jobs/kling-tasks.ts';
import { base64 } from './media.ts';
import { defined, type Json, record, records } from './read.ts';

const RATIOS = ['16:9', '9:16', '1:1', '4:3', '3:4', '3:2', '2:3', '21:9'];

/** The image generation of https://app.klingai.com/global/dev/document-api, as of 2026-10. */
const LIMITS: ImageLimits = { maxCount: 9, ratios: RATIOS, canEdit: true, canMask: false, maxPromptCharacters: 2500 };

/** A request as the body of `POST /v1/images/generations`. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, negativePrompt } = request;
  const places = { size: true, count: true, image: true, negativePrompt: image === undefined };
  const { ratio, notes } = ratioWish(size, RATIOS, provider);
  const isLarge = size !== undefined && Math.max(size.width, size.height) > 1536;
  return {
    target: '/v1/images/generations',
    body: defined({
      model_name: model,
      prompt,
      // It has no place beside a picture.
      negative_prompt: image === undefined ? negativePrompt : undefined,
      image: image === undefined ? undefined : base64(image),
      n: wanted,
      aspect_ratio: ratio,
      resolution: isLarge ? '2k' : undefined,
    }),
    notes: [...placesFor(request, places, provider), ...notes],
  };
}

/** `task_result.images: [{url}]`. */
export const decodeOutput = (task: Json): Pictures => ({
  images: known(records(record(task.task_result)?.images).map(({ url }) => pictureOf(url))),
});

/** Kling's picture models, which are of API 1. */
export const klingImage = (): CapabilityFactory<'image'> =>
  imageJobs({
    limits: () => LIMITS,
    jobs: (endpoint) => klingTasks(endpoint, 1),
    pollMs: 3000,
    encode: encodeRequest,
    decode: decodeOutput,
  });
