import type { ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { placesFor } from './image/wishes.ts';
import { count, defined, list, record, records } from './read.ts';

/** Venice's own door for pictures. */
export const encodeVenice = (request: ImageRequest, provider: string): ImageCall => ({
  path: '/image/generate',
  body: defined({
    model: request.model,
    prompt: request.prompt,
    width: request.size?.width,
    height: request.size?.height,
    negative_prompt: request.negativePrompt,
    seed: request.seed,
    style_preset: request.style,
    format: 'png',
    return_binary: false,
  }),
  notes: placesFor(request, { size: true, negativePrompt: true, seed: true, style: true }, provider),
});

/** Hyperbolic's, which names the model otherwise. */
export const encodeHyperbolic = (request: ImageRequest, provider: string): ImageCall => ({
  path: '/images/generations',
  body: defined({
    model_name: request.model,
    prompt: request.prompt,
    width: request.size?.width,
    height: request.size?.height,
    negative_prompt: request.negativePrompt,
    seed: request.seed,
    backend: 'auto',
  }),
  notes: placesFor(request, { size: true, negativePrompt: true, seed: true }, provider),
});

/** A list of base64 texts, or of objects that hold one and its seed. */
export function decodeResponse(body: unknown): Pictures {
  const images = list(record(body)?.images);
  const seed = count(records(images)[0]?.random_seed);
  return {
    images: known(images.map((one) => pictureOf(record(one)?.image ?? one))),
    ...(seed !== undefined && Number.isSafeInteger(seed) && { seed }),
  };
}

const lists = (encode: (request: ImageRequest, provider: string) => ImageCall): CapabilityFactory<'image'> =>
  imageOverHttp({
    limits: () => ({ maxCount: 1, canEdit: false, canMask: false }),
    encode,
    decode: jsonPictures(decodeResponse),
  });

export const veniceImage = (): CapabilityFactory<'image'> => lists(encodeVenice);
export const hyperbolicImage = (): CapabilityFactory<'image'> => lists(encodeHyperbolic);
