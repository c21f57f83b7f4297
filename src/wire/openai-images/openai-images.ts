import type { ImageRequest } from '../../core/image.ts';
import { usdToMicro } from '../../core/money.ts';
import type { CapabilityFactory } from '../../core/provider.ts';
import type { Usage } from '../../core/usage.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from '../image/image-wire.ts';
import { known, type Pictures, pictureOf } from '../image/pictures.ts';
import { placesFor } from '../image/wishes.ts';
import { count, defined, filled, type Json, record, records } from '../read.ts';
import { isRefusal } from '../refusal-words.ts';
import { inPixels, type OpenAiImagesDialect } from './dialect.ts';

/** xAI counts in ten-billionths of a dollar, Recraft in thousandths. */
const TICKS_A_MICRO_USD = 10_000;
const UNITS_A_USD = 1000;

/** A request as the body of `POST /images/generations`, or as what the dialect makes of a change to a picture. */
export function encodeRequest(request: ImageRequest, dialect: OpenAiImagesDialect, provider: string): ImageCall {
  const { model, prompt, size, count: wanted = 1, negativePrompt, seed, style } = request;
  const takesCount = dialect.takesCount?.(model) ?? true;
  const notes = placesFor(
    request,
    {
      size: true,
      count: takesCount,
      image: dialect.edit !== undefined,
      mask: dialect.takesMask,
      negativePrompt: dialect.negativeField !== undefined,
      seed: dialect.seedField !== undefined,
      style: dialect.styleField !== undefined,
    },
    provider,
  );
  const said = size === undefined ? { fields: {}, notes: [] } : (dialect.size ?? inPixels)(size, provider);
  const fields = defined({
    model,
    prompt,
    n: takesCount && wanted > 1 ? wanted : undefined,
    ...said.fields,
    ...(dialect.negativeField !== undefined && { [dialect.negativeField]: negativePrompt }),
    ...(dialect.seedField !== undefined && { [dialect.seedField]: seed }),
    ...(dialect.styleField !== undefined && { [dialect.styleField]: style }),
    ...dialect.extra?.(request),
  });
  const edit = request.image === undefined ? undefined : dialect.edit?.(request, fields);
  return {
    ...(edit ?? { path: dialect.path ?? '/images/generations', body: fields }),
    notes: [...notes, ...said.notes],
  };
}

/** The pictures of an answer. One that a filter kept back has neither bytes nor address, or says so. */
export function decodeResponse(body: unknown, provider: string): Pictures {
  const answer = record(body) ?? {};
  const format = filled(answer.output_format);
  const items = records(answer.data);
  const pictures = items.map((item) =>
    item.respect_moderation === false || item.is_image_safe === false
      ? undefined
      : pictureOf(
          item.b64_json ?? item.url,
          filled(item.mime_type) ?? filled(item.media_type) ?? (format && `image/${format}`),
        ),
  );
  const withheld = items.filter((item, index) => pictures[index] === undefined && isWithheld(item)).length;
  const fault = items.find(({ error }) => record(error) !== undefined);
  if (known(pictures).length === 0 && withheld === 0 && fault !== undefined) {
    throw answerError(provider, readFailure(fault), true);
  }
  const usage = record(answer.usage);
  const ticks = count(usage?.cost_in_usd_ticks);
  const cost = count(usage?.cost);
  const units = count(answer.credits);
  return {
    images: known(pictures),
    withheld,
    ...(usage !== undefined && { usage: usageOf(usage) }),
    ...(filled(answer.model) !== undefined && { model: filled(answer.model) }),
    ...(ticks !== undefined && { costMicroUsd: Math.round(ticks / TICKS_A_MICRO_USD) }),
    ...(cost !== undefined && { costMicroUsd: usdToMicro(cost) }),
    ...(units !== undefined && { costMicroUsd: usdToMicro(units / UNITS_A_USD) }),
  };
}

/** The place of a picture is there, and empty. */
const isWithheld = (item: Json): boolean => {
  const error = record(item.error);
  if (error !== undefined) return isRefusal({ message: filled(error.message), code: filled(error.code) });
  return item.b64_json !== undefined || item.url !== undefined || item.is_image_safe === false;
};

/** Tokens where those are counted, which is what is billed then. */
function usageOf(usage: Json): Usage | undefined {
  const input = count(usage.input_tokens) ?? count(usage.prompt_tokens);
  const output = count(usage.output_tokens) ?? count(usage.completion_tokens);
  // Seedream bills by the picture, and counts tokens beside.
  const images = count(usage.generated_images);
  if (images !== undefined) return { images };
  return input === undefined && output === undefined ? undefined : defined({ input, output });
}

/** Pictures over OpenAI's wire. */
export const openaiImages = (dialect: OpenAiImagesDialect): CapabilityFactory<'image'> =>
  imageOverHttp({
    limits: dialect.limits ?? (() => ({})),
    encode: (request, provider) => encodeRequest(request, dialect, provider),
    decode: jsonPictures(decodeResponse),
  });
