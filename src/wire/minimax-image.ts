import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError } from '../http/errors.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { minimaxFault } from './minimax-fault.ts';
import { defined, list, record } from './read.ts';

const RATIOS = ['1:1', '16:9', '4:3', '3:2', '2:3', '3:4', '9:16', '21:9'];

/** https://platform.minimax.io/docs/api-reference/image-generation-t2i. A picture is taken as a person's likeness alone. */
const LIMITS: ImageLimits = { maxCount: 9, ratios: RATIOS, canEdit: false, canMask: false, maxPromptCharacters: 1500 };

/** A request as the body of `POST /image_generation`. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, count: wanted = 1, seed } = request;
  const { ratio, notes } = ratioWish(size, RATIOS, provider);
  return {
    path: '/image_generation',
    body: defined({ model, prompt, aspect_ratio: ratio, n: wanted, seed, response_format: 'base64' }),
    notes: [...placesFor(request, { size: true, count: true, seed: true }, provider), ...notes],
  };
}

/** `data.image_base64` or `data.image_urls`, and in `metadata` how many a filter kept back. */
export function decodeResponse(body: unknown, provider: string): Pictures {
  const fault = minimaxFault(body);
  if (fault !== undefined) throw answerError(provider, fault, false);
  const answer = record(body) ?? {};
  const data = record(answer.data);
  const failed = Number(record(answer.metadata)?.failed_count ?? 0);
  return {
    images: known([...list(data?.image_base64), ...list(data?.image_urls)].map((one) => pictureOf(one, 'image/jpeg'))),
    withheld: Number.isFinite(failed) ? failed : 0,
  };
}

/** MiniMax's picture models. */
export const minimaxImage = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits: () => LIMITS, encode: encodeRequest, decode: jsonPictures(decodeResponse) });
