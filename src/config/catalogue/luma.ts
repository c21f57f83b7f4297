import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'uni-1' },
  { ...image, id: 'uni-1-max' },
  { ...image, id: 'photon-1' },
  { ...image, id: 'photon-flash-1' },
  { id: 'ray-3.2', capability: 'video' },
  { id: 'ray-2', capability: 'video' },
  { id: 'ray-flash-2', capability: 'video' },
] as const satisfies readonly ModelFacts[];
