import { ProviderError } from '../core/errors.ts';
import { decodeApart } from './image-decode.ts';
import { greyPicture, type Picture } from './ocr-picture.ts';
import { hasHonestTags } from './tiff-tags.ts';

/** Pictures of one file. Each is decoded when it is asked for. */
export type Pictures = {
  readonly format: string;
  readonly count: number;
  /** `index` counts from 0. */
  decode(index: number): Promise<Picture>;
};

/** A hundred megapixels are 400 MB when decoded: no scan of a page has more. */
const MAX_PIXELS = 100_000_000;
const DECODED_BY_CANVAS = new Set(['jpg', 'png', 'webp', 'gif', 'bmp']);

/** Looks at a picture file without decoding it. Throws `invalid_input` for what is damaged or too large, `unsupported` for other formats. */
export async function openPictures(bytes: Uint8Array): Promise<Pictures> {
  const { imageSize } = await import('image-size');
  const header = attempt(() => imageSize(bytes));
  const format = header.type ?? 'unknown';
  if (format === 'tiff') return openTiff(bytes);
  if (!DECODED_BY_CANVAS.has(format)) {
    throw new ProviderError('unsupported', {
      message: `Pictures of the format ${format} cannot be read.`,
      hint: 'Supported: JPEG, PNG, WebP, GIF, TIFF and BMP.',
    });
  }
  refuseLarge(header.width, header.height);
  return { format, count: 1, decode: () => decodeApart(bytes).catch(refuseDamaged) };
}

async function openTiff(file: Uint8Array): Promise<Pictures> {
  const { default: tiff } = await import('utif2');
  if (!hasHonestTags(file)) throw damaged(new Error('its tags claim more than it holds'));
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const pages = attempt(() => tiff.decode(bytes)).filter((page) => numberOf(page.t256) > 0 && numberOf(page.t257) > 0);
  if (pages.length === 0) throw damaged(new Error('it has no pictures'));
  return {
    format: 'tiff',
    count: pages.length,
    async decode(index) {
      const page = pages[index];
      if (page === undefined) throw new Error(`There is no picture ${index}.`);
      refuseLarge(numberOf(page.t256), numberOf(page.t257));
      // The library decodes a grey JPEG to three colours, and must be told that they are.
      if (JPEG.has(numberOf(page.t259)) && (numberOf(page.t277) || 1) === 1) Object.assign(page, COLOURED);
      return attempt(() => {
        tiff.decodeImage(bytes, page);
        const rgba = tiff.toRGBA8(page);
        return greyPicture(new Uint8ClampedArray(rgba.buffer, rgba.byteOffset, rgba.length), page.width, page.height);
      });
    },
  };
}

/** Ways of packing that are JPEG's, the old and the new. */
const JPEG = new Set([6, 7]);
const COLOURED = { t258: [8, 8, 8], t262: [2], t277: [3] };

/** The first number of a tag: width and height stand in 256 and 257, packing in 259, samples of a pixel in 277. */
const numberOf = (tag: unknown): number => (Array.isArray(tag) && typeof tag[0] === 'number' ? tag[0] : 0);

function refuseLarge(width: number, height: number): void {
  if (width * height <= MAX_PIXELS) return;
  throw new ProviderError('invalid_input', {
    message: `The picture has ${width} x ${height} pixels, more than the ${MAX_PIXELS} that are read.`,
    hint: 'Scale it down.',
  });
}

function attempt<Value>(decode: () => Value): Value {
  try {
    return decode();
  } catch (error) {
    throw damaged(error);
  }
}

function refuseDamaged(error: unknown): never {
  throw damaged(error);
}

const damaged = (error: unknown): ProviderError =>
  new ProviderError('invalid_input', {
    message: `The picture is damaged and cannot be read (${error instanceof Error ? error.message.slice(0, 120) : 'unknown'}).`,
    cause: error,
  });
