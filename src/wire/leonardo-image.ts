import type { ImageLimits, ImageRequest } from '../core/image.ts';
import { usdToMicro } from '../core/money.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { placesFor } from './image/wishes.ts';
import { leonardoJobs, toUpload } from './jobs/leonardo.ts';
import { count, defined, filled, type Json, record, records } from './read.ts';

/** https://docs.leonardo.ai/reference/creategeneration */
const LIMITS: ImageLimits = {
  maxCount: 8,
  range: { min: 32, max: 1536, step: 8 },
  canEdit: true,
  canMask: false,
  maxPromptCharacters: 1500,
};
/** https://docs.leonardo.ai/docs: its own models are named by their UUID, those of others by a word. */
const SECOND: ImageLimits = { maxCount: 8, canEdit: true, canMask: false };
const isFirst = (model: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(model);

/** A request as the body of `POST /generations`. Left alone, Leonardo makes four pictures and bills them. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, negativePrompt, seed, style } = request;
  const picture = image === undefined ? undefined : toUpload(image);
  if (!isFirst(model)) {
    const parameters = defined({ prompt, width: size?.width, height: size?.height, quantity: wanted, seed });
    return {
      target: '/generations',
      body: defined({ model, parameters, public: false, picture }),
      notes: placesFor(request, { size: true, count: true, image: true, seed: true }, provider),
    };
  }
  return {
    target: '/generations',
    body: defined({
      picture,
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
    notes: placesFor(
      request,
      { size: true, count: true, image: true, negativePrompt: true, seed: true, style: true },
      provider,
    ),
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

/** Where the id of the picture to change goes. */
function withPicture(body: Json, id: string): Json {
  const parameters = record(body.parameters);
  if (parameters === undefined) return { ...body, init_image_id: id };
  const image_reference = [{ image: { id, type: 'UPLOADED' }, strength: 'MID' }];
  return { ...body, parameters: { ...parameters, guidances: { image_reference } } };
}

/** Leonardo's own models by their UUID, those of others by name. */
export const leonardoImage = (): CapabilityFactory<'image'> =>
  imageJobs({
    limits: (model) => (isFirst(model) ? LIMITS : SECOND),
    jobs: (endpoint) => leonardoJobs(endpoint, withPicture),
    pollMs: 3000,
    encode: encodeRequest,
    decode: decodeOutput,
  });
