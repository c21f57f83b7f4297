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
  // Twelve credits of a cent for a second.
  { id: 'gen4.5', capability: 'video', price: { second: 0.12 } },
  { id: 'gen4_turbo', capability: 'video' },
  { id: 'veo3.1', capability: 'video' },
  { id: 'veo3.1_fast', capability: 'video' },
  { id: 'seedance2', capability: 'video' },
  { id: 'seedance2_fast', capability: 'video' },
  { id: 'seedance2_mini', capability: 'video' },
  { id: 'seedance2_5', capability: 'video' },
  { id: 'gemini_omni_flash', capability: 'video' },
  { id: 'happyhorse_1_0', capability: 'video' },
  { id: 'hailuo3', capability: 'video' },
  { id: 'gen3a_turbo', capability: 'video', shutdown: '2026-07-30', replacedBy: 'gen4.5' },
] as const satisfies readonly ModelFacts[];
