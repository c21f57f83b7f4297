import type { Media } from '../src/core/content.ts';
import { ProviderError } from '../src/core/errors.ts';
import type { Size } from '../src/core/image.ts';
import type { ToolCall } from '../src/core/tool.ts';

const MOST_PIXELS = 16_384;

/** `1024x768`. */
export function readSize(text: string): Size {
  const [, width, height] = /^\s*(\d{1,5})\s*[x×]\s*(\d{1,5})\s*$/i.exec(text) ?? [];
  if (width === undefined || height === undefined) {
    throw new ProviderError('invalid_input', {
      message: `"${text.slice(0, 40)}" is no size.`,
      hint: 'Say it in pixels, for example 1024x768.',
      processed: false,
    });
  }
  return checkedSize({ width: Number(width), height: Number(height) });
}

export function checkedSize(size: Size): Size {
  if (Object.values(size).every((side) => side >= 1 && side <= MOST_PIXELS)) return size;
  throw new ProviderError('invalid_input', {
    message: `A side must have from 1 to ${MOST_PIXELS} pixels.`,
    processed: false,
  });
}

/** What an `image` or `mask` argument names. */
export async function loadPicture(source: string | undefined, call: ToolCall): Promise<Media | undefined> {
  if (source === undefined) return undefined;
  const media = await call.app.sources.load(source, { signal: call.signal, principal: call.principal });
  if (media.mimeType.startsWith('image/')) return media;
  throw new ProviderError('invalid_input', { message: `This is ${media.mimeType}, not an image.`, processed: false });
}
