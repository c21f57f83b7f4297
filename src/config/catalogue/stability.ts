import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'sd3.5-large' },
  { ...image, id: 'sd3.5-large-turbo' },
  { ...image, id: 'sd3.5-medium' },
  { ...image, id: 'sd3.5-flash' },
  { ...image, id: 'ultra' },
  { ...image, id: 'core' },
] as const satisfies readonly ModelFacts[];
