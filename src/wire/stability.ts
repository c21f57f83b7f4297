import type { Failure, FailureReading } from '../core/endpoint.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { readFailure } from '../http/errors.ts';
import { formOf } from '../http/request-body.ts';
import { imageFile } from './image/image-form.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy, ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { count, filled, list, record, text } from './read.ts';
import { readRefusal } from './refusal-words.ts';

const RATIOS = ['1:1', '16:9', '21:9', '2:3', '3:2', '4:5', '5:4', '9:16', '9:21'];
/** How much of the picture may go, from 0 for none. Asked for by the models that change one. */
const STRENGTH = '0.65';

const EVERY: ImageLimits = { maxCount: 1, ratios: RATIOS, canEdit: true, canMask: true, maxPromptCharacters: 10_000 };
/** https://platform.stability.ai/docs/api-reference, as of 2026-10. */
const limits = limitsBy([[/core/, { ...EVERY, canEdit: false, canMask: false }]], EVERY);

const DOORS: Readonly<Record<string, string>> = {
  ultra: '/v2beta/stable-image/generate/ultra',
  core: '/v2beta/stable-image/generate/core',
};
const nameOf = (model: string): string => model.replace(/^stable-image-/, '');

/** A request as a form, which is what Stability takes even where there is no file. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, image, mask, negativePrompt, seed, style } = request;
  const name = nameOf(model);
  const isStyled = name === 'core' || mask !== undefined || !(name in DOORS);
  const takesPicture = name !== 'core';
  const notes = placesFor(
    request,
    { size: true, negativePrompt: true, seed: true, image: takesPicture, mask: takesPicture, style: isStyled },
    provider,
  );
  // A picture brings its own shape.
  const wish =
    image === undefined ? ratioWish(size, RATIOS, provider) : { notes: size === undefined ? [] : ['size was dropped'] };
  const isSd3 = !(name in DOORS) && mask === undefined;
  return {
    path:
      mask !== undefined ? '/v2beta/stable-image/edit/inpaint' : (DOORS[name] ?? '/v2beta/stable-image/generate/sd3'),
    body: formOf({
      prompt,
      model: isSd3 ? name : undefined,
      mode: isSd3 ? (image === undefined ? 'text-to-image' : 'image-to-image') : undefined,
      aspect_ratio: 'ratio' in wish ? wish.ratio : undefined,
      image: image === undefined ? undefined : imageFile(image, 'image'),
      mask: mask === undefined ? undefined : imageFile(mask, 'mask'),
      strength: image !== undefined && mask === undefined ? STRENGTH : undefined,
      negative_prompt: negativePrompt,
      seed: seed === undefined ? undefined : String(seed),
      style_preset: isStyled ? style : undefined,
      output_format: 'png',
    }),
    accept: 'application/json',
    notes: [...notes, ...wish.notes],
  };
}

/** `{image, finish_reason, seed}`. */
export function decodeResponse(body: unknown): Pictures {
  const answer = record(body) ?? {};
  const isWithheld = /FILTER/i.test(filled(answer.finish_reason) ?? '');
  const seed = count(answer.seed);
  return {
    images: isWithheld ? [] : known([pictureOf(answer.image, 'image/png')]),
    withheld: isWithheld ? 1 : 0,
    ...(seed !== undefined && { seed }),
  };
}

/** `{name, errors: [text]}`. */
export function readStabilityFailure(failure: Failure): FailureReading {
  const body = record(failure.body);
  const said = list(body?.errors).map(text).filter(Boolean).join(' ');
  const usual = readFailure(failure.body);
  return readRefusal(failure, {
    ...usual,
    ...(said !== '' && { message: said }),
    ...(filled(body?.name) !== undefined && { code: filled(body?.name) }),
  });
}

/** Stability's own models. */
export const stability = (): CapabilityFactory<'image'> =>
  imageOverHttp({
    limits,
    encode: encodeRequest,
    decode: jsonPictures(decodeResponse),
    decodeError: readStabilityFailure,
  });
