import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { imageJobs } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { costOfResults, priceOfTask, runwareJobs } from './jobs/runware.ts';
import { dataUrl } from './media.ts';
import { count, defined, type Json, records } from './read.ts';

const EVERY: ImageLimits = { maxCount: 20, canEdit: true, canMask: true, maxPromptCharacters: 3000 };
const REFERENCED: ImageLimits = { ...EVERY, canMask: false };

/** https://runware.ai/docs/learn/dimensions; what one model takes alone is in its schema there. */
const limits = limitsBy([
  [
    /^(bfl|google|openai|bytedance|ideogram|klingai|runway|recraft|midjourney|sourceful|alibaba|xai|luma|minimax|vidu):/,
    REFERENCED,
  ],
  [/^(runware|civitai|rundiffusion):/, { ...EVERY, range: { min: 128, max: 2048, step: 16 } }],
]);

/** The models of other makers take a picture as a reference, open ones as what they start from. */
const takesReferences = (model: string): boolean => limits(model).canMask === false;

/** A request as an `imageInference` task. The target is empty: the job makes its UUID. */
export function encodeRequest(
  request: ImageRequest,
  provider: string,
): { readonly target: string; readonly body: Json; readonly notes: readonly string[] } {
  const { model, prompt, size, count: wanted = 1, image, mask, negativePrompt, seed } = request;
  const isReference = takesReferences(model);
  const notes = placesFor(
    request,
    { size: true, count: true, image: true, negativePrompt: true, seed: true, mask: !isReference },
    provider,
  );
  return {
    target: '',
    body: defined({
      taskType: 'imageInference',
      model,
      positivePrompt: prompt,
      negativePrompt,
      width: size?.width,
      height: size?.height,
      numberResults: wanted,
      seed,
      ...(image !== undefined &&
        (isReference ? { inputs: { referenceImages: [dataUrl(image)] } } : { seedImage: dataUrl(image) })),
      maskImage: mask === undefined ? undefined : dataUrl(mask),
      outputType: 'URL',
      outputFormat: 'PNG',
      includeCost: true,
    }),
    notes,
  };
}

/** The `results` of a task. One that was flagged is a picture that is not shown. */
export function decodeOutput(output: Json): Pictures {
  const results = records(output.results);
  const shown = results.filter(({ NSFWContent: isFlagged }) => isFlagged !== true);
  const seed = count(shown[0]?.seed);
  return {
    images: known(shown.map((one) => pictureOf(one.imageURL ?? one.imageDataURI ?? one.imageBase64Data, 'image/png'))),
    withheld: results.length - shown.length,
    ...(seed !== undefined && { seed }),
    ...costOfResults(results),
  };
}

/** Models on Runware, by their AIR ids. */
export const runwareImage = (): CapabilityFactory<'image'> => (endpoint, host) => ({
  ...imageJobs({ limits, jobs: runwareJobs, pollMs: 1000, encode: encodeRequest, decode: decodeOutput })(
    endpoint,
    host,
  ),
  estimate: async (request, { signal }) =>
    priceOfTask(endpoint, encodeRequest(request, endpoint.provider).body, signal),
});
