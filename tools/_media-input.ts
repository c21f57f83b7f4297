import { z } from 'zod';
import { ProviderError } from '../src/core/errors.ts';
import type { ImageRequest, Size } from '../src/core/image.ts';
import type { ToolCall } from '../src/core/tool.ts';
import type { VideoRequest } from '../src/core/video.ts';
import { checkedSize, loadPicture, readSize } from './_picture.ts';

/** What says of a picture how it shall be. */
export const imageShape = {
  prompt: z.string().min(1),
  size: z.string().optional().describe('WxH'),
  count: z.int().min(1).max(16).optional(),
  image: z.string().optional().describe('to change: path, URL or resource URI'),
  mask: z.string().optional().describe('where to change it'),
  negative_prompt: z.string().optional(),
  seed: z.int().min(0).optional(),
  style: z.string().optional(),
};
type ImageInput = z.output<z.ZodObject<typeof imageShape>>;

/** The same as a request, with the pictures that it names. */
export async function readImageRequest(input: ImageInput, call: ToolCall): Promise<Omit<ImageRequest, 'model'>> {
  const { prompt, size, count, image, mask, negative_prompt: negativePrompt, seed, style } = input;
  return {
    prompt,
    size: size === undefined ? undefined : readSize(size),
    count,
    image: await loadPicture(image, call),
    mask: await loadPicture(mask, call),
    negativePrompt,
    seed,
    style,
  };
}

/** What says of a film how it shall be. */
export const videoShape = {
  prompt: z.string().min(1),
  duration_s: z.number().positive().optional(),
  width: z.int().positive().optional(),
  height: z.int().positive().optional(),
  aspect_ratio: z.string().optional().describe('e.g. 16:9'),
  fps: z.number().positive().optional(),
  image: z.string().optional().describe('first frame: path, URL or resource URI'),
  seed: z.int().min(0).optional(),
};
type VideoInput = z.output<z.ZodObject<typeof videoShape>>;

/** The same as a request, with the picture that it names. */
export async function readVideoRequest(input: VideoInput, call: ToolCall): Promise<Omit<VideoRequest, 'model'>> {
  const { prompt, duration_s: durationS, width, height, aspect_ratio: aspectRatio, fps, image, seed } = input;
  const size = sizeOf(width, height);
  return { prompt, durationS, size, aspectRatio, fps, image: await loadPicture(image, call), seed };
}

function sizeOf(width: number | undefined, height: number | undefined): Size | undefined {
  if (width !== undefined && height !== undefined) return checkedSize({ width, height });
  if (width === undefined && height === undefined) return undefined;
  throw new ProviderError('invalid_input', {
    message: 'width and height go together.',
    hint: 'Give both, or aspect_ratio.',
    processed: false,
  });
}
