import type { Answer } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import { usdToMicro } from '../core/money.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError } from '../http/errors.ts';
import { multipartParts } from '../http/multipart.ts';
import { formOf } from '../http/request-body.ts';
import { imageFile } from './image/image-form.ts';
import { type ImageCall, imageOverHttp } from './image/image-wire.ts';
import { known, type Pictures, pictureOfBytes } from './image/pictures.ts';
import { limitsBy } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { count, defined, filled, isJson, type Json, record } from './read.ts';

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
    body:
      image === undefined
        ? job
        : formOf({
            job: new File([JSON.stringify(job)], 'job.json', { type: 'application/json' }),
            input: imageFile(image, 'input'),
          }),
    accept: 'multipart/form-data; image/png',
    notes,
  };
}

/** A multipart answer of the job and what it made, or the picture alone. */
export async function decodeAnswer(answer: Answer, provider: string): Promise<Pictures> {
  const type = answer.headers['content-type'] ?? '';
  const bytes = await answer.bytes();
  if (/^image\//.test(type)) return { images: known([pictureOfBytes(bytes, type)]) };
  const parts = multipartParts(bytes, type);
  if (parts === undefined) throw unreadable(bytes, provider);
  const job = jobIn(parts.find(({ name }) => name === 'job')?.bytes);
  const output = parts.filter(({ name }) => name === 'output').map((part) => pictureOfBytes(part.bytes, part.type));
  const state = filled(record(job?.state)?.current);
  if (known(output).length === 0 && (state === 'failed' || job?.error !== undefined)) {
    throw answerError(provider, { message: filled(job?.error) ?? 'The job failed.' }, true);
  }
  const seed = count(record(job?.config)?.seed);
  const usd = count(record(job?.price)?.dollars);
  return {
    images: known(output),
    ...(seed !== undefined && { seed }),
    ...(usd !== undefined && { costMicroUsd: usdToMicro(usd) }),
  };
}

function jobIn(bytes: Uint8Array | undefined): Json | undefined {
  const said = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  return isJson(said) ? record(JSON.parse(said)) : undefined;
}

function unreadable(bytes: Uint8Array, provider: string): ProviderError {
  const body = jobIn(bytes);
  const message = filled(body?.message) ?? filled(body?.error);
  if (message !== undefined) return answerError(provider, { message }, false);
  return new ProviderError('bad_response', { provider, message: `${provider} sent no picture, or not all of it.` });
}

/** Prodia's jobs that make pictures. */
export const prodia = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits, encode: encodeRequest, decode: decodeAnswer });
