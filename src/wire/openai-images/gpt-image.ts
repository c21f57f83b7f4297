import type { ImageLimits } from '../../core/image.ts';
import { editForm } from '../image/image-form.ts';
import { limitsBy, sizesOf } from '../image/sizes.ts';
import type { OpenAiImagesDialect } from './dialect.ts';

const EVERY: ImageLimits = { maxCount: 10, canEdit: true, canMask: true, maxPromptCharacters: 32_000 };

/** https://developers.openai.com/api/docs/guides/image-generation#size-and-quality-options, read 2026-11-22. */
const LIMITS = limitsBy([
  [
    /gpt-image-2/,
    {
      ...EVERY,
      range: { min: 464, max: 3840, step: 16, maxRatio: 3, minPixels: 655_360, maxPixels: 8_294_400 },
    },
  ],
  [/gpt-image-1|chatgpt-image/, { ...EVERY, sizes: sizesOf('1024x1024 1536x1024 1024x1536') }],
]);

/** OpenAI's own models. They answer with base64 alone, and refuse to be told so. */
export const gptImages: OpenAiImagesDialect = { limits: LIMITS, edit: editForm(), takesMask: true };
