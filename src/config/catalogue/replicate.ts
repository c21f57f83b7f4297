import type { ModelFacts } from '../../core/provider.ts';

// replicate.com, video models. Read 2026-11-22.
export default [
  { id: 'bytedance/seedance-2.0', capability: 'video' },
  { id: 'kwaivgi/kling-v2.5-turbo-pro', capability: 'video' },
  { id: 'minimax/hailuo-2.3', capability: 'video' },
  { id: 'google/veo-3.1', capability: 'video' },
  { id: 'luma/ray-2-720p', capability: 'video' },
  { id: 'wan-video/wan-2.5-t2v', capability: 'video' },
] as const satisfies readonly ModelFacts[];
