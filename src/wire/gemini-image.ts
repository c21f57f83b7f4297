import type { Answer } from '../core/endpoint.ts';
import { ProviderError } from '../core/errors.ts';
import type { ImageLimits, ImageRequest, Size } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import { answerError, quoted, readFailure } from '../http/errors.ts';
import { eventJson, eventsOf, isStream } from './frames.ts';
import { usageOf } from './gemini/decode.ts';
import { modelPath } from './gemini/encode.ts';
import { type ImageCall, imageOverHttp } from './image/image-wire.ts';
import { known, type Pictures, pictureOf } from './image/pictures.ts';
import { limitsBy, ratioWish } from './image/sizes.ts';
import { placesFor } from './image/wishes.ts';
import { base64 } from './media.ts';
import { defined, filled, type Json, record, records } from './read.ts';

const RATIOS = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];

/** https://ai.google.dev/gemini-api/docs/image-generation, read 2026-11-22. */
const LIMITS: ImageLimits = { maxCount: 1, ratios: RATIOS, canEdit: true, canMask: false };
const limits = limitsBy([[/image/, LIMITS]]);

/** Generation 2.5 and the small models make one size; the others take its tier. */
const takesTier = (model: string): boolean => !/2\.[05]|lite/.test(model);

function tierOf({ width, height }: Size): '1K' | '2K' | '4K' {
  const longest = Math.max(width, height);
  if (longest <= 1600) return '1K';
  return longest <= 3200 ? '2K' : '4K';
}

/** A request as `generateContent`. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, size, image } = request;
  const notes = placesFor(request, { size: true, image: true }, provider);
  const { ratio, notes: ratioNotes } = ratioWish(size, limits(model).ratios ?? RATIOS, provider);
  const imageConfig = defined({
    aspectRatio: ratio,
    imageSize: size !== undefined && takesTier(model) ? tierOf(size) : undefined,
  });
  const parts = [
    { text: prompt },
    ...(image === undefined ? [] : [{ inlineData: { mimeType: image.mimeType, data: base64(image) } }]),
  ];
  return {
    path: `${modelPath(model)}:generateContent`,
    body: {
      contents: [{ role: 'user', parts }],
      generationConfig: defined({
        responseModalities: ['TEXT', 'IMAGE'],
        imageConfig: Object.keys(imageConfig).length === 0 ? undefined : imageConfig,
      }),
    },
    notes: [...notes, ...ratioNotes],
  };
}

/** Words for a stop that was a refusal; `STOP` beside no picture is none. */
const REFUSALS = /SAFETY|PROHIBITED|BLOCKLIST|RECITATION|SPII|MODEL_ARMOR/;

/** The pictures among the parts of one answer or of all chunks of a stream. Sketches made while thinking are not shown. */
export function decodeChunks(chunks: readonly unknown[], provider: string): Pictures {
  const answers = chunks.map((chunk) => record(chunk) ?? {});
  const failed = answers.find(({ error }) => record(error) !== undefined);
  if (failed !== undefined) throw answerError(provider, readFailure(failed), false);
  const candidates = answers.flatMap(({ candidates: all }) => records(all));
  const parts = candidates
    .flatMap(({ content }) => records(record(content)?.parts))
    .filter(({ thought }) => thought !== true);
  const images = known(
    parts.map(({ inlineData, inline_data: snake }) => pictureIn(record(inlineData) ?? record(snake))),
  );
  const blocked = answers.map(({ promptFeedback }) => filled(record(promptFeedback)?.blockReason)).find(Boolean);
  const stop = candidates.map(({ finishReason }) => filled(finishReason)).findLast(Boolean);
  if (images.length === 0 && blocked === undefined && !REFUSALS.test(stop ?? '')) {
    throw withoutPicture(provider, stop, parts.map(({ text }) => filled(text) ?? '').join(''));
  }
  const usage = answers.map(({ usageMetadata }) => record(usageMetadata)).findLast(Boolean);
  const model = answers.map(({ modelVersion }) => filled(modelVersion)).find(Boolean);
  return {
    images,
    withheld: images.length === 0 ? 1 : 0,
    ...(usage !== undefined && { usage: usageOf(usage) }),
    ...(model !== undefined && { model }),
  };
}

const pictureIn = (inline: Json | undefined) =>
  inline === undefined || !/^image\//.test(filled(inline.mimeType) ?? filled(inline.mime_type) ?? 'image/png')
    ? undefined
    : pictureOf(inline.data, filled(inline.mimeType) ?? filled(inline.mime_type));

function withoutPicture(provider: string, stop: string | undefined, words: string): ProviderError {
  const said = words === '' ? '' : `: ${quoted(words)}`;
  const reason = stop === undefined || stop === 'STOP' ? '' : ` (${stop})`;
  return new ProviderError('bad_response', {
    provider,
    message: quoted(`${provider} sent no picture${reason}${said === '' ? '.' : said}`),
    hint: 'Say in the prompt that a picture is wanted, or choose a model that makes pictures.',
  });
}

async function decode(answer: Answer, provider: string): Promise<Pictures> {
  if (!isStream(answer)) {
    const body = await answer.json();
    return decodeChunks(Array.isArray(body) ? body : [body], provider);
  }
  const chunks: unknown[] = [];
  for await (const { data } of eventsOf(answer)) if (data.trim() !== '') chunks.push(eventJson(data, provider));
  return decodeChunks(chunks, provider);
}

/** Pictures of Gemini's models, by the way they chat. */
export const geminiImage = (): CapabilityFactory<'image'> => imageOverHttp({ limits, encode: encodeRequest, decode });
