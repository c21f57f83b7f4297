import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { readAwsFailure } from './aws-error.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy, ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { base64 } from './media.ts';
import { count, defined, list, record, text } from './read.ts';
import { readRefusal } from './refusal-words.ts';

const RATIOS = ['1:1', '16:9', '21:9', '2:3', '3:2', '4:5', '5:4', '9:16', '9:21'];
const STRENGTH = 0.65;

const EVERY: ImageLimits = { maxCount: 1, ratios: RATIOS, canEdit: true, canMask: false, maxPromptCharacters: 10_000 };
/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-stability-diffusion.html, read 2026-11-22. */
const limits = limitsBy([
  [/stable-image-core/, { ...EVERY, canEdit: false }],
  [/stability\./, EVERY],
]);

/** A request as a Stability model on Bedrock takes it. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, image, negativePrompt, seed } = request;
  const takesPicture = !/core/.test(model);
  const notes = placesFor(request, { size: true, negativePrompt: true, seed: true, image: takesPicture }, provider);
  // A picture brings its own shape.
  const wish =
    image === undefined ? ratioWish(size, RATIOS, provider) : { notes: size === undefined ? [] : ['size was dropped'] };
  return {
    path: `/model/${encodeURIComponent(model)}/invoke`,
    body: defined({
      prompt,
      negative_prompt: negativePrompt,
      mode: takesPicture ? (image === undefined ? 'text-to-image' : 'image-to-image') : undefined,
      image: image === undefined ? undefined : base64(image),
      strength: image === undefined ? undefined : STRENGTH,
      aspect_ratio: 'ratio' in wish ? wish.ratio : undefined,
      seed,
      output_format: 'png',
    }),
    notes: [...notes, ...wish.notes],
  };
}

/** `{images, seeds, finish_reasons}`: a reason that is not null says that the picture was filtered. */
export function decodeResponse(body: unknown): Pictures {
  const answer = record(body) ?? {};
  const reasons = list(answer.finish_reasons).map(text);
  const withheld = reasons.filter((reason) => /filter/i.test(reason ?? '')).length;
  const seed = count(list(answer.seeds)[0]);
  return {
    images: known(list(answer.images).map((image) => pictureOf(image, 'image/png'))),
    withheld,
    ...(seed !== undefined && { seed }),
  };
}

/** Stability's models on Bedrock. */
export const bedrockImage = (): CapabilityFactory<'image'> =>
  imageOverHttp({
    limits,
    encode: encodeRequest,
    decode: jsonPictures(decodeResponse),
    decodeError: (failure) => readRefusal(failure, readAwsFailure(failure)),
  });
