import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'stability.stable-image-core-v1:1' },
  { ...image, id: 'stability.stable-image-ultra-v1:1' },
  { ...image, id: 'stability.sd3-5-large-v1:0' },
  { ...image, id: 'amazon.nova-canvas-v1:0', shutdown: '2026-09-30', replacedBy: 'stability.stable-image-core-v1:1' },
] as const satisfies readonly ModelFacts[];
