import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'fal-ai/flux-2-pro' },
  { ...image, id: 'fal-ai/flux-pro/kontext' },
  { ...image, id: 'fal-ai/flux/dev' },
  { ...image, id: 'fal-ai/recraft/v3/text-to-image' },
  { ...image, id: 'openai/gpt-image-2.5/flare/text-to-image' },
  { ...image, id: 'ideogram/v4' },
] as const satisfies readonly ModelFacts[];
