import { ProviderError } from '../core/errors.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy, sizesOf } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { runwayTasks } from './jobs/runway-tasks.ts';
import { dataUrl } from './media.ts';
import { defined, type Json, list } from './read.ts';

const GEN4 = sizesOf(
  '1024:1024 1080:1080 1168:880 1360:768 1440:1080 1080:1440 1808:768 1920:1080 1080:1920 2112:912 1280:720 720:1280 720:720 960:720 720:960 1680:720',
);
const GPT = sizesOf(
  '1920:1920 2048:880 1920:1088 1920:1280 1920:1440 1920:1536 1536:1920 1440:1920 1280:1920 1088:1920 2912:1248 2560:1440 2560:1712 2560:1920 2560:2048 2560:2560 2048:2560 1920:2560 1712:2560 1440:2560 3840:1648 3840:2160 3504:2336 3264:2448 3200:2560 2880:2880 2560:3200 2448:3264 2336:3504 2160:3840',
);
const GEMINI_1K = '1024:1024 1344:768 768:1344 1184:864 864:1184 1536:672 832:1248 1248:832 896:1152 1152:896';
const GEMINI_MORE =
  '2048:2048 1696:2528 2528:1696 1792:2400 2400:1792 1856:2304 2304:1856 1536:2752 2752:1536 3168:1344 4096:4096 3392:5056 5056:3392 3584:4800 4800:3584 3712:4608 4608:3712 3072:5504 5504:3072 6336:2688';
const SEEDREAM_PRO = sizesOf(
  '1024:1024 1184:896 896:1184 1376:768 768:1376 1296:864 864:1296 2048:2048 2304:1728 1728:2304 2720:1530 1530:2720 2496:1664 1664:2496',
);
const SEEDREAM_LITE = sizesOf(
  '2048:2048 2304:1728 1728:2304 2848:1600 1600:2848 2496:1664 1664:2496 3136:1344 3072:3072 3456:2592 2592:3456 4096:2304 2304:4096 3744:2496 2496:3744 4704:2016',
);

const EVERY: ImageLimits = { maxCount: 1, canEdit: true, canMask: false };
/** The `ratio` of each model in Runway's openapi.json of version 2024-11-06, which is a size by its sides. */
const limits = limitsBy([
  [/^gen4_image/, { ...EVERY, sizes: GEN4, maxPromptCharacters: 1000 }],
  [/^gpt_image_2/, { ...EVERY, maxCount: 10, sizes: GPT, maxPromptCharacters: 32_000 }],
  [/^gemini_2\.5_flash/, { ...EVERY, sizes: sizesOf(GEMINI_1K), maxPromptCharacters: 5500 }],
  [
    /^gemini_image3/,
    { ...EVERY, maxCount: 4, sizes: sizesOf(`${GEMINI_1K} ${GEMINI_MORE}`), maxPromptCharacters: 5500 },
  ],
  [/^seedream5_pro/, { ...EVERY, maxCount: 4, sizes: SEEDREAM_PRO, maxPromptCharacters: 4000 }],
  [/^seedream5_lite/, { ...EVERY, maxCount: 4, sizes: SEEDREAM_LITE, maxPromptCharacters: 4000 }],
]);

/** A request as the body of `POST /v1/text_to_image`. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, seed } = request;
  const { maxCount = 1, sizes = [] } = limits(model);
  const takesSeed = model.startsWith('gen4_');
  const notes = placesFor(request, { size: true, image: true, count: maxCount > 1, seed: takesSeed }, provider);
  if (model === 'gen4_image_turbo' && image === undefined) {
    throw new ProviderError('invalid_input', {
      provider,
      message: 'gen4_image_turbo works from a picture; give one as image.',
      hint: 'gen4_image works from words alone.',
      processed: false,
    });
  }
  const { width, height } = size ?? sizes[0] ?? { width: 1024, height: 1024 };
  return {
    target: '/v1/text_to_image',
    body: defined({
      model,
      promptText: prompt,
      ratio: `${width}:${height}`,
      seed: takesSeed ? seed : undefined,
      outputCount: maxCount > 1 && wanted > 1 ? wanted : undefined,
      referenceImages: image === undefined ? undefined : [{ uri: dataUrl(image) }],
    }),
    notes,
  };
}

/** `output`: a list of addresses. */
export const decodeOutput = (task: Json): Pictures => ({
  images: known(list(task.output).map((address) => pictureOf(address))),
});

/** Pictures of Runway's models and of those that it passes on. */
export const runwayImage = (): CapabilityFactory<'image'> =>
  imageJobs({ limits, jobs: runwayTasks, pollMs: 6000, encode: encodeRequest, decode: decodeOutput });
