import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'gen4_image' },
  { ...image, id: 'gen4_image_turbo' },
  { ...image, id: 'gpt_image_2' },
  { ...image, id: 'gemini_image3_pro' },
  { ...image, id: 'gemini_image3.1_flash' },
  { ...image, id: 'seedream5_pro' },
  { ...image, id: 'seedream5_lite' },
] as const satisfies readonly ModelFacts[];
