import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'kling-v3' },
  { ...image, id: 'kling-v2', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
  { ...image, id: 'kling-v2-1' },
  { ...image, id: 'kling-v1-5', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
  { ...image, id: 'kling-v1-6', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
] as const satisfies readonly ModelFacts[];
