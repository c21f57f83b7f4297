import { pixels } from '../core/frame-size.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { formOf } from '../http/request-body.ts';
import { imageFile } from './image/image-form.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { limitsBy, sizesOf } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { decodeResponse } from './openai-images/openai-images.ts';
import { count, record, records } from './read.ts';

const SIZES = sizesOf(
  '512x1536 576x1408 576x1472 576x1536 640x1344 640x1408 640x1472 640x1536 704x1152 704x1216 704x1280 704x1344 704x1408 704x1472 736x1312 768x1088 768x1216 768x1280 768x1344 800x1280 832x960 832x1024 832x1088 832x1152 832x1216 832x1248 864x1152 896x960 896x1024 896x1088 896x1120 896x1152 960x832 960x896 960x1024 960x1088 1024x832 1024x896 1024x960 1024x1024 1088x768 1088x832 1088x896 1088x960 1120x896 1152x704 1152x832 1152x864 1152x896 1216x704 1216x768 1216x832 1248x832 1280x704 1280x768 1280x800 1312x736 1344x640 1344x704 1344x768 1408x576 1408x640 1408x704 1472x576 1472x640 1472x704 1536x512 1536x576 1536x640',
);
const V3: ImageLimits = { maxCount: 8, sizes: SIZES, canEdit: true, canMask: true };

/** The `resolution` of https://developer.ideogram.ai, whose version is in the path; version 4 chooses by itself. */
const limits = limitsBy([
  [/v4/, { maxCount: 1, canEdit: false, canMask: false }],
  [/v3/, V3],
]);

const STYLE_TYPES = new Set(['AUTO', 'GENERAL', 'REALISTIC', 'DESIGN', 'CUSTOM', 'FICTION', 'STYLIZED']);

/** A style is one of the few types or one of the many presets, and both are spelled in capitals. */
function styleFields(style: string | undefined): Readonly<Record<string, string>> {
  const name = style
    ?.trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  if (name === undefined) return {};
  return STYLE_TYPES.has(name) ? { style_type: name } : { style_preset: name };
}

/** A request as a form, which is what Ideogram takes even where there is no file. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, count: wanted = 1, image, mask, negativePrompt, seed, style } = request;
  if (/v4/.test(model)) {
    return {
      path: '/v1/ideogram-v4/generate',
      body: formOf({ prompt, seed: seed === undefined ? undefined : String(seed) }),
      notes: placesFor(request, { seed: true }, provider),
    };
  }
  const isPart = mask !== undefined;
  const notes = placesFor(
    request,
    { count: true, image: true, mask: true, seed: true, style: true, size: !isPart, negativePrompt: !isPart },
    provider,
  );
  const door = image === undefined ? 'generate' : isPart ? 'edit' : 'remix';
  return {
    path: `/v1/ideogram-v3/${door}`,
    body: formOf({
      prompt,
      image: image === undefined ? undefined : imageFile(image, 'image'),
      mask: mask === undefined ? undefined : imageFile(mask, 'mask'),
      num_images: wanted > 1 ? String(wanted) : undefined,
      seed: seed === undefined ? undefined : String(seed),
      ...styleFields(style),
      ...(isPart ? {} : { resolution: size === undefined ? undefined : pixels(size), negative_prompt: negativePrompt }),
    }),
    notes,
  };
}

/** Ideogram's own models. */
export const ideogram = (): CapabilityFactory<'image'> =>
  imageOverHttp({
    limits,
    encode: encodeRequest,
    decode: jsonPictures((body, provider) => {
      const seed = count(records(record(body)?.data)[0]?.seed);
      return { ...decodeResponse(body, provider), ...(seed !== undefined && { seed }) };
    }),
  });
