import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'recraftv4_1' },
  { ...image, id: 'recraftv4_1_pro' },
  { ...image, id: 'recraftv4_1_utility' },
  { ...image, id: 'recraftv4_1_vector' },
  { ...image, id: 'recraftv4_1_pro_vector' },
  { ...image, id: 'recraftv4' },
  { ...image, id: 'recraftv4_pro' },
  { ...image, id: 'recraftv4_styles' },
  { ...image, id: 'recraftv3' },
  { ...image, id: 'recraftv3_vector' },
  { ...image, id: 'recraftv2' },
] as const satisfies readonly ModelFacts[];
