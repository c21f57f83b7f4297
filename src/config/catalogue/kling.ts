import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'kling-v3' },
  { ...image, id: 'kling-v2', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
  { ...image, id: 'kling-v2-1' },
  { ...image, id: 'kling-v1-5', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
  { ...image, id: 'kling-v1-6', shutdown: '2026-09-15', replacedBy: 'kling-v3' },
  { id: 'kling-3.0', capability: 'video' },
  { id: 'kling-3.0-omni', capability: 'video' },
  { id: 'kling-3.0-turbo', capability: 'video' },
  { id: 'kling-v3', capability: 'video' },
  { id: 'kling-v2-6', capability: 'video' },
  { id: 'kling-v2-5-turbo', capability: 'video' },
  { id: 'kling-v2-master', capability: 'video' },
  { id: 'kling-v1-5', capability: 'video', shutdown: '2026-09-15', replacedBy: 'kling-3.0' },
  { id: 'kling-v1-6', capability: 'video', shutdown: '2026-09-15', replacedBy: 'kling-3.0' },
  { id: 'kling-v2-1', capability: 'video', shutdown: '2026-09-15', replacedBy: 'kling-3.0' },
  { id: 'kling-v2-1-master', capability: 'video', shutdown: '2026-09-15', replacedBy: 'kling-3.0' },
] as const satisfies readonly ModelFacts[];
