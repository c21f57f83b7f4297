import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { isDreamMachine, lumaAgents } from './jobs/luma-agents.ts';
import { base64 } from './media.ts';
import { defined, filled, type Json, record, records } from './read.ts';

const RATIOS = ['3:1', '2:1', '16:9', '3:2', '1:1', '2:3', '9:16', '1:2', '1:3'];

/** https://docs.agents.lumalabs.ai/guides/images/generation, read 2026-11-22. */
const LIMITS: ImageLimits = { maxCount: 1, ratios: RATIOS, canEdit: true, canMask: false, maxPromptCharacters: 6000 };

const RATIOS_OF_PHOTON = ['1:1', '16:9', '9:16', '4:3', '3:4', '21:9', '9:21'];

/** https://docs.lumalabs.ai/docs/image-generation, read 2026-11-23. A picture to change has to lie at a public address. */
const PHOTON: ImageLimits = { maxCount: 1, ratios: RATIOS_OF_PHOTON, canEdit: false, canMask: false };

/** A request as the body of `POST /generations`. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, image, style } = request;
  if (isDreamMachine(model)) {
    const { ratio, notes } = ratioWish(size, RATIOS_OF_PHOTON, provider);
    return {
      target: '/generations/image',
      body: defined({ prompt, model, aspect_ratio: ratio, format: 'png' }),
      notes: [...placesFor(request, { size: true }, provider), ...notes],
    };
  }
  const { ratio, notes } = ratioWish(size, RATIOS, provider);
  return {
    target: '/generations',
    body: defined({
      type: image === undefined ? 'image' : 'image_edit',
      model,
      prompt,
      aspect_ratio: ratio,
      style,
      source: image === undefined ? undefined : { data: base64(image), media_type: image.mimeType },
      output_format: 'png',
    }),
    notes: [...placesFor(request, { size: true, image: true, style: true }, provider), ...notes],
  };
}

/** `output: [{url}]`, or `assets: {image}` by the older API. */
export function decodeOutput(generation: Json): Pictures {
  const model = filled(generation.model);
  return {
    images: known(
      [...records(generation.output).map(({ url }) => url), record(generation.assets)?.image].map((url) =>
        pictureOf(url),
      ),
    ),
    ...(model !== undefined && { model }),
  };
}

/** Luma's own models. */
export const lumaImage = (): CapabilityFactory<'image'> =>
  imageJobs({
    limits: (model) => (isDreamMachine(model) ? PHOTON : LIMITS),
    jobs: lumaAgents,
    pollMs: 2000,
    encode: encodeRequest,
    decode: decodeOutput,
  });
