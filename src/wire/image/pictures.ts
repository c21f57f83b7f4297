import { ProviderError } from '../../core/errors.ts';
import type { ImageResult } from '../../core/image.ts';
import { essence, mediaTypeOf } from '../../core/media-type.ts';
import type { Produced } from '../../core/produced.ts';
import { answerError, readFailure } from '../../http/errors.ts';
import { filled, record } from '../read.ts';
import { isRefusal } from '../refusal-words.ts';

/** What a provider's answer holds, before it is known whether that is enough. */
export type Pictures = Omit<ImageResult, 'usage'> & {
  readonly usage?: ImageResult['usage'];
  /** How many were made or begun, and kept back by a safety filter. */
  readonly withheld?: number;
};

const SVG_START = /^\s*(<\?xml[^>]*>\s*)?(<!--[\s\S]*?-->\s*)?(<!doctype svg[^>]*>\s*)?<svg[\s>]/i;

/** Bytes of a picture with the type that they show, else the one that was claimed. `undefined` for none. */
export function pictureOfBytes(bytes: Uint8Array, claimed?: string): Produced | undefined {
  if (bytes.byteLength === 0) return undefined;
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('utf8');
  const claim = essence(claimed).startsWith('image/') ? essence(claimed) : 'image/png';
  const mimeType = SVG_START.test(head) ? 'image/svg+xml' : mediaTypeOf(bytes, undefined, claim);
  return { kind: 'media', media: { bytes, mimeType } };
}

const DATA_URL = /^data:([\w./+-]+)?(?:;[\w=-]+)*?;base64,/;

/** A picture as base64, a data URL or an address, whichever came. `undefined` for anything else. */
export function pictureOf(value: unknown, claimed?: string): Produced | undefined {
  const said = filled(value);
  if (said === undefined) return undefined;
  if (/^https?:\/\//i.test(said)) {
    return { kind: 'link', url: said, ...(claimed !== undefined && { mimeType: essence(claimed) }) };
  }
  const [prefix = '', type] = DATA_URL.exec(said) ?? [];
  return pictureOfBytes(Buffer.from(said.slice(prefix.length), 'base64'), type ?? claimed);
}

export const known = (pictures: readonly (Produced | undefined)[]): readonly Produced[] =>
  pictures.filter((picture) => picture !== undefined);

/** The error for an answer without a picture: what it says itself, where it says something. */
export function noPicture(body: unknown, provider: string): ProviderError {
  const reading = readFailure(body);
  const said = record(body)?.error !== undefined || record(body)?.errors !== undefined || reading.message !== undefined;
  if (said) return answerError(provider, isRefusal(reading) ? { ...reading, code: 'content_filter' } : reading, false);
  return new ProviderError('bad_response', { provider, message: `${provider} sent no picture.` });
}

/** The result of a request for `wanted` pictures. Throws `content_filter` when all were withheld, `bad_response` for none. */
export function imageResult(
  { withheld = 0, usage, notes = [], ...pictures }: Pictures,
  asked: { readonly provider: string; readonly wanted?: number; readonly notes?: readonly string[] },
): ImageResult {
  const { provider, wanted = 1 } = asked;
  const made = pictures.images.length;
  if (made === 0) {
    throw withheld > 0
      ? new ProviderError('content_filter', {
          provider,
          message: `The safety filter of ${provider} kept the picture back.`,
        })
      : noPicture(undefined, provider);
  }
  const told = [
    ...(asked.notes ?? []),
    ...notes,
    ...(withheld > 0
      ? [`${withheld} of ${made + withheld} pictures were kept back by the provider's safety filter`]
      : []),
    ...(withheld === 0 && made < wanted ? [`${made} of ${wanted} pictures came`] : []),
  ];
  return { ...pictures, usage: usage ?? { images: made }, ...(told.length > 0 && { notes: told }) };
}
