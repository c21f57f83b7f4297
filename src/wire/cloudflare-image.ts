import type { Answer } from '../core/endpoint.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { type ImageCall, imageOverHttp } from './image/image-wire.ts';
import { known, noPicture, type Pictures, pictureOf, pictureOfBytes } from './image/pictures.ts';
import { limitsBy } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { defined, record } from './read.ts';

const EVERY: ImageLimits = { maxCount: 1, canEdit: false, canMask: false, maxPromptCharacters: 2048 };

/** https://developers.cloudflare.com/workers-ai/models, as of 2026-10. */
const limits = limitsBy([
  [/flux-1-schnell/, EVERY],
  [/leonardo\//, { ...EVERY, range: { min: 1, max: 2500, step: 1 } }],
  [/diffusion|dreamshaper/, { ...EVERY, range: { min: 256, max: 2048, step: 8 } }],
]);

/** FLUX.1 schnell makes one size. */
const takesSize = (model: string): boolean => !/flux-1-schnell/.test(model);
const takesNegative = (model: string): boolean => /diffusion|dreamshaper|phoenix/.test(model);

/** Names begin with `@cf`, which stays as it is. */
const pathPart = (part: string): string => encodeURIComponent(part).replaceAll('%40', '@');

/** A request as the input of a model. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, negativePrompt, seed } = request;
  const places = { size: takesSize(model), seed: true, negativePrompt: takesNegative(model) };
  return {
    host: 'run',
    path: `/run/${model.split('/').map(pathPart).join('/')}`,
    body: defined({
      prompt,
      ...(takesSize(model) ? { width: size?.width, height: size?.height } : {}),
      negative_prompt: takesNegative(model) ? negativePrompt : undefined,
      seed,
    }),
    notes: placesFor(request, places, provider),
  };
}

/** The picture as bytes, or as base64 inside Cloudflare's envelope. */
export async function decodeAnswer(answer: Answer, provider: string): Promise<Pictures> {
  const type = answer.headers['content-type'];
  if (/^image\//.test(type ?? '')) return { images: known([pictureOfBytes(await answer.bytes(), type)]) };
  const body = await answer.json();
  const envelope = record(body);
  const result = record(envelope?.result) ?? envelope;
  const images = envelope?.success === false ? [] : known([pictureOf(result?.image, 'image/jpeg')]);
  if (images.length === 0) throw noPicture(body, provider);
  return { images };
}

/** Picture models on Cloudflare Workers AI. */
export const cloudflareImage = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits, encode: encodeRequest, decode: decodeAnswer });
