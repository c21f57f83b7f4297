import { ProviderError } from '../core/errors.ts';
import type { ImageLimits, ImageRequest } from '../core/image.ts';
import type { CapabilityFactory } from '../core/provider.ts';
import type { Usage } from '../core/usage.ts';
import { type ImageCall, imageOverHttp, jsonPictures } from './image/image-wire.ts';
import { known, type Pictures, pictureOfBytes } from './image/pictures.ts';
import { placesFor } from './image/wishes.ts';
import { base64 } from './media.ts';
import { count, defined, filled, record, records } from './read.ts';

/** https://docs.quiver.ai. A drawing has no pixels, so any size is left out; a picture is what it is drawn after. */
const LIMITS: ImageLimits = { maxCount: 16, canEdit: true, canMask: false };

/** A request as the body of `POST /svgs/generations`. */
export function encodeRequest(request: ImageRequest, provider: string): ImageCall {
  const { model, prompt, count: wanted = 1, image, style } = request;
  if (image?.mimeType === 'image/svg+xml') {
    throw new ProviderError('unsupported', {
      provider,
      message: `${provider} draws after pictures of pixels, not after drawings.`,
      processed: false,
    });
  }
  return {
    path: '/svgs/generations',
    body: defined({
      model,
      prompt,
      n: wanted,
      instructions: style,
      references: image === undefined ? undefined : [{ base64: base64(image) }],
      stream: false,
    }),
    notes: placesFor(request, { count: true, image: true, style: true }, provider),
  };
}

/** `data: [{svg}]`, the text of each drawing. */
export function decodeResponse(body: unknown): Pictures {
  const answer = record(body) ?? {};
  const drawings = records(answer.data).map(({ svg }) => filled(svg));
  const used = record(answer.usage);
  const usage: Usage = defined({ input: count(used?.input_tokens), output: count(used?.output_tokens) });
  return {
    images: known(
      drawings.map((svg) => (svg === undefined ? undefined : pictureOfBytes(Buffer.from(svg), 'image/svg+xml'))),
    ),
    ...(Object.keys(usage).length > 0 && { usage }),
  };
}

/** Drawings as SVG. */
export const quiverai = (): CapabilityFactory<'image'> =>
  imageOverHttp({ limits: () => LIMITS, encode: encodeRequest, decode: jsonPictures(decodeResponse) });
