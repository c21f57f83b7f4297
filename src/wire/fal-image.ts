import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { falQueue } from './jobs/fal-queue.ts';
import { dataUrl } from './media.ts';
import { count, defined, filled, type Json, list, records } from './read.ts';

type App = {
  readonly limits: ImageLimits;
  /** Takes a ratio in place of pixels. */
  readonly takesRatio?: boolean;
  /** How the app names the picture to change; none where it makes pictures from words alone. */
  readonly picture?: 'image_url' | 'image_urls';
  /** Where the picture goes when the app that was named takes none itself. */
  readonly edits?: string;
  readonly takesMask?: boolean;
  readonly takesNegative?: boolean;
};

const RATIOS = ['21:9', '16:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:21'];
const COUNTED: ImageLimits = { maxCount: 4, canEdit: true, canMask: false };

/** How apps differ, by their id; the first that fits decides. */
const APPS: readonly (readonly [app: RegExp, how: App])[] = [
  [/kontext/, { limits: { ...COUNTED, ratios: RATIOS }, takesRatio: true, picture: 'image_url' }],
  [
    /nano-banana|gemini-.*image/,
    { limits: { ...COUNTED, ratios: RATIOS.slice(0, -1) }, takesRatio: true, picture: 'image_urls', edits: '/edit' },
  ],
  [/flux-pro\/v1\.1-ultra/, { limits: { ...COUNTED, ratios: RATIOS, canEdit: false }, takesRatio: true }],
  [/flux-2/, { limits: COUNTED, picture: 'image_urls', edits: '/edit' }],
  [/gpt-image|seedream|qwen-image/, { limits: COUNTED, picture: 'image_urls' }],
  [/inpaint|fill/, { limits: { ...COUNTED, canMask: true }, picture: 'image_url', takesMask: true }],
  [/image-to-image|img2img|redux|remix|edit/, { limits: COUNTED, picture: 'image_url' }],
  [/stable-diffusion|sdxl|sd3/, { limits: { ...COUNTED, canEdit: false }, takesNegative: true }],
  [/ideogram/, { limits: { ...COUNTED, canEdit: false }, takesNegative: true }],
  [/recraft|flux\/(dev|schnell|pro)|flux-pro|imagen/, { limits: { ...COUNTED, canEdit: false } }],
];
const UNKNOWN: App = { limits: {}, picture: 'image_url', takesMask: true, takesNegative: true };

const appOf = (model: string): App => APPS.find(([pattern]) => pattern.test(model))?.[1] ?? UNKNOWN;

/** A request as the input of an app. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, mask, negativePrompt, seed, style } = request;
  const app = appOf(model);
  const takesStyle = /recraft|ideogram/.test(model);
  const notes = placesFor(
    request,
    {
      size: true,
      count: true,
      seed: true,
      image: app.picture !== undefined,
      mask: app.takesMask,
      negativePrompt: app.takesNegative,
      style: takesStyle,
    },
    provider,
  );
  const wish = app.takesRatio === true ? ratioWish(size, app.limits.ratios, provider) : undefined;
  const isElsewhere = image !== undefined && app.edits !== undefined && !model.endsWith(app.edits);
  return {
    target: isElsewhere ? `${model}${app.edits}` : model,
    body: defined({
      prompt,
      negative_prompt: negativePrompt,
      ...(wish === undefined ? { image_size: size } : { aspect_ratio: wish.ratio }),
      num_images: wanted > 1 ? wanted : undefined,
      seed,
      style,
      ...(image !== undefined && {
        [app.picture ?? 'image_url']: app.picture === 'image_urls' ? [dataUrl(image)] : dataUrl(image),
      }),
      mask_url: mask === undefined ? undefined : dataUrl(mask),
    }),
    notes: [...notes, ...(wish?.notes ?? [])],
  };
}

/** `{images: [{url, content_type}]}`, or one `image`. One that was found unfit is black, and no picture. */
export function decodeOutput(output: Json): Pictures {
  const items = Array.isArray(output.images) ? records(output.images) : records([output.image]);
  const flags = list(output.has_nsfw_concepts ?? output.nsfw_content_detected);
  const shown = items.filter((_, index) => flags[index] !== true);
  const seed = count(output.seed);
  return {
    images: known(shown.map((item) => pictureOf(item.url, filled(item.content_type)))),
    withheld: items.length - shown.length,
    ...(seed !== undefined && { seed }),
  };
}

/** Apps on fal that make pictures. */
export const falImage = (): CapabilityFactory<'image'> =>
  imageJobs({
    limits: (model) => appOf(model).limits,
    jobs: falQueue,
    pollMs: 1000,
    encode: encodeRequest,
    decode: decodeOutput,
  });
