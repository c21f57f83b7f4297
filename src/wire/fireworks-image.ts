import { systemClock } from '../core/clock.ts';
import type { Answer, Endpoint } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory, EngineHost } from '../core/provider.ts';
import { imageResult, known, noPicture, type Pictures, pictureOf, pictureOfBytes } from './image/pictures.ts';
import { limitsBy, ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { jobFailure, jobId } from './jobs/job.ts';
import { dataUrl } from './media.ts';
import { count, defined, filled, type Json, list, record } from './read.ts';
import { readRefusal } from './refusal-words.ts';

const RATIOS = ['1:1', '21:9', '16:9', '3:2', '5:4', '4:5', '2:3', '9:16', '9:21', '4:3', '3:4'];
/** Looks at a workflow that answers later: about two minutes of them, unless the call ends before. */
const LOOK_MS = 1000;
const MOST_LOOKS = 120;

const EVERY: ImageLimits = { maxCount: 1, canEdit: false, canMask: false };
/** https://docs.fireworks.ai/api-reference/generate-a-new-image-from-a-text-prompt, as of 2026-10. */
const limits = limitsBy([
  [/kontext/, { ...EVERY, ratios: RATIOS, canEdit: true }],
  [/flux/, { ...EVERY, ratios: RATIOS }],
  [/diffusion|playground|ssd-1b/i, { ...EVERY, range: { min: 256, max: 2048, step: 64 } }],
]);

type Call = { readonly path: string; readonly body: Json; readonly notes: readonly string[] };

const modelPath = (model: string): string => model.split('/').map(encodeURIComponent).join('/');
const isLater = (model: string): boolean => /kontext/.test(model);

/** A request as what the model's kind takes: a workflow at once, one that answers later, or the older generation. */
export function encodeRequest(request: ImageRequest, provider: string): Call {
  const { model, prompt, size, image, negativePrompt, seed } = request;
  const isFlux = /flux/.test(model);
  const places = { size: true, seed: true, image: isLater(model), negativePrompt: !isFlux };
  const notes = placesFor(request, places, provider);
  if (!isFlux) {
    const fields = { prompt, negative_prompt: negativePrompt, width: size?.width, height: size?.height, seed };
    return { path: `/image_generation/${modelPath(model)}`, body: defined(fields), notes };
  }
  const wish = ratioWish(size, RATIOS, provider);
  return {
    path: `/workflows/${modelPath(model)}${isLater(model) ? '' : '/text_to_image'}`,
    body: defined({
      prompt,
      aspect_ratio: wish.ratio,
      seed,
      input_image: image === undefined ? undefined : dataUrl(image),
    }),
    notes: [...notes, ...wish.notes],
  };
}

/** The picture as bytes, or in JSON. */
async function decodeAnswer(answer: Answer, provider: string): Promise<Pictures> {
  const type = answer.headers['content-type'];
  if (/FILTER/i.test(answer.headers['finish-reason'] ?? '')) return { images: [], withheld: 1 };
  const seed = count(Number(answer.headers.seed ?? Number.NaN));
  const seeded = seed === undefined ? {} : { seed };
  if (/^image\//.test(type ?? '')) return { images: known([pictureOfBytes(await answer.bytes(), type)]), ...seeded };
  const body = await answer.json();
  const found = known(list(record(body)?.base64 ?? [record(body)?.image]).map((one) => pictureOf(one, 'image/jpeg')));
  if (found.length === 0) throw noPicture(body, provider);
  return { images: found, ...seeded };
}

type Later = {
  readonly endpoint: Endpoint;
  readonly signal: AbortSignal;
  readonly wait: NonNullable<EngineHost['wait']>;
};

/** Starts a workflow and looks at it until it is done. */
async function decodeLater(answer: Answer, path: string, { endpoint, signal, wait }: Later): Promise<Pictures> {
  const { provider } = endpoint;
  const id = jobId(record(await answer.json())?.request_id, provider);
  for (let look = 0; look < MOST_LOOKS; look += 1) {
    await wait(LOOK_MS, signal);
    const seen = await endpoint.send(`${path}/get_result`, { id }, { signal, decodeError: readRefusal });
    const body = await seen.json();
    const state = record(body) ?? {};
    const status = filled(state.status);
    if (status === undefined) throw noPicture(body, provider);
    if (status === 'Ready') return { images: known([pictureOf(record(state.result)?.sample, 'image/jpeg')]) };
    if (/error|failed|moderated/i.test(status)) {
      throw jobFailure(provider, { message: [status, filled(state.details)].filter(Boolean).join(': ') });
    }
  }
  throw new ProviderError('timeout', { provider, message: `The picture of ${provider} was not done in time.` });
}

/** Pictures on Fireworks. */
export const fireworksImage =
  (): CapabilityFactory<'image'> =>
  (endpoint, { wait = systemClock.sleep }) => ({
    limits,
    async generate(request, { signal }) {
      const { provider } = endpoint;
      const { path, body, notes } = encodeRequest(request, provider);
      const accept = isLater(request.model) ? 'application/json' : 'image/png';
      const answer = await endpoint.send(path, body, { signal, accept, decodeError: readRefusal });
      const pictures = isLater(request.model)
        ? await decodeLater(answer, path, { endpoint, signal, wait })
        : await decodeAnswer(answer, provider);
      return imageResult(pictures, { provider, wanted: request.count, notes });
    },
  });
