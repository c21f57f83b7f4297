import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { lumaAgents } from './jobs/luma-agents.ts';
import { base64 } from './media.ts';
import { defined, filled, type Json, records } from './read.ts';

const RATIOS = ['3:1', '2:1', '16:9', '3:2', '1:1', '2:3', '9:16', '1:2', '1:3'];

/** https://docs.agents.lumalabs.ai/guides/images/generation, read 2026-11-22. */
const LIMITS: ImageLimits = { maxCount: 1, ratios: RATIOS, canEdit: true, canMask: false, maxPromptCharacters: 6000 };

/** A request as the body of `POST /generations`. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, image, style } = request;
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

/** `output: [{url}]`. */
export function decodeOutput(generation: Json): Pictures {
  const model = filled(generation.model);
  return {
    images: known(records(generation.output).map(({ url }) => pictureOf(url))),
    ...(model !== undefined && { model }),
  };
}

/** Luma's own models. */
export const lumaImage = (): CapabilityFactory<'image'> =>
  imageJobs({ limits: () => LIMITS, jobs: lumaAgents, pollMs: 2000, encode: encodeRequest, decode: decodeOutput });
