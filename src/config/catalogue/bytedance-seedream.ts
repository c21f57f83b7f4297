import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'seedream-5-0-260128' },
  { ...image, id: 'seedream-5-0-lite-260128' },
  { ...image, id: 'dola-seedream-5-0-pro-260628' },
  { ...image, id: 'seedream-4-5-251128' },
  { ...image, id: 'seedream-4-0-250828' },
  { ...image, id: 'seedream-3-0-t2i', shutdown: '2026-05-13', replacedBy: 'seedream-5-0-260128' },
] as const satisfies readonly ModelFacts[];
