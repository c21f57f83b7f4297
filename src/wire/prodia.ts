import type { Answer } from '../core/endpoint.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { type ImageCall, imageOverHttp } from './image/image-wire.ts';
import { known, type Pictures, pictureOfBytes } from './image/pictures.ts';
import { limitsBy } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { jobBody, readProdiaJob } from './prodia-job.ts';
import { defined } from './read.ts';

const EVERY: ImageLimits = { maxCount: 1, canMask: false, range: { min: 64, max: 4096, step: 16 } };

/** https://docs.prodia.com/job-types: what a job makes of what is in its name. */
const limits = limitsBy([
  [/img2img/, { ...EVERY, canEdit: true }],
  [/txt2img/, { ...EVERY, canEdit: false }],
]);

/** A request as a job. One that changes a picture is a form of the job and its input. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, image, seed, style } = request;
  const notes = placesFor(request, { size: true, image: !/txt2img/.test(model), seed: true, style: true }, provider);
  const job = {
    type: model,
    config: defined({ prompt, width: size?.width, height: size?.height, seed, style_preset: style }),
  };
  return {
    path: '/job',
    query: { price: 'true' },
    body: jobBody(job, image),
    accept: 'multipart/form-data; image/png',
    notes,
  };
}

/** The pictures of a job. */
export async function decodeAnswer(answer: Answer, provider: string): Promise<Pictures> {
  const { outputs, ...made } = await readProdiaJob(answer, provider);
  return { ...made, images: known(outputs.map(({ bytes, type }) => pictureOfBytes(bytes, type))) };
}

/** Prodia's jobs that make pictures. */
export const prodia = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits, encode: encodeRequest, decode: decodeAnswer });
