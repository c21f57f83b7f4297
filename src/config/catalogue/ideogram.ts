import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'ideogram-v3' },
  { ...image, id: 'ideogram-v4' },
] as const satisfies readonly ModelFacts[];
