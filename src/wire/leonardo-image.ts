import type { ImageLimits, ImageRequest } from '../core/image.ts';
import { usdToMicro } from '../core/money.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { placesFor } from './image/wishes.ts';
import { leonardoJobs } from './jobs/leonardo.ts';
import { count, defined, filled, type Json, records } from './read.ts';

/** https://docs.leonardo.ai/reference/creategeneration. Changing a picture would need it uploaded to a storage of theirs first. */
const LIMITS: ImageLimits = {
  maxCount: 8,
  range: { min: 32, max: 1536, step: 8 },
  canEdit: false,
  canMask: false,
  maxPromptCharacters: 1500,
};

/** A request as the body of `POST /generations`. Left alone, Leonardo makes four pictures and bills them. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, negativePrompt, seed, style } = request;
  return {
    target: '/generations',
    body: defined({
      prompt,
      modelId: model,
      width: size?.width ?? 1024,
      height: size?.height ?? 1024,
      num_images: wanted,
      negative_prompt: negativePrompt,
      seed,
      presetStyle: style
        ?.trim()
        .toUpperCase()
        .replaceAll(/[\s-]+/g, '_'),
    }),
    notes: placesFor(request, { size: true, count: true, negativePrompt: true, seed: true, style: true }, provider),
  };
}

/** The pictures of a generation that is complete; the cost in dollars where an account pays in them. */
export function decodeOutput(output: Json, _provider: string, details: Readonly<Record<string, string>>): Pictures {
  const seed = count(output.seed);
  const usd = details.costUsd === undefined ? undefined : Number(details.costUsd);
  return {
    images: known(records(output.generated_images).map(({ url }) => pictureOf(filled(url)))),
    ...(seed !== undefined && { seed }),
    ...(usd !== undefined && Number.isFinite(usd) && { costMicroUsd: usdToMicro(usd) }),
  };
}

/** Leonardo's own models, by their UUID. */
export const leonardoImage = (): CapabilityFactory<'image'> =>
  imageJobs({ limits: () => LIMITS, jobs: leonardoJobs, pollMs: 3000, encode: encodeRequest, decode: decodeOutput });
