import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'flux-2-pro' },
  { ...image, id: 'flux-2-max' },
  { ...image, id: 'flux-2-flex' },
  { ...image, id: 'flux-2-klein-9b' },
  { ...image, id: 'flux-2-klein-4b' },
  { ...image, id: 'flux-kontext-pro' },
  { ...image, id: 'flux-kontext-max' },
  { ...image, id: 'flux-pro-1.1-ultra' },
  { ...image, id: 'flux-pro-1.1' },
  { id: 'flux-3-video', capability: 'video' },
] as const satisfies readonly ModelFacts[];
