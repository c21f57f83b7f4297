import type { ModelFacts } from '../../core/provider.ts';

// alibabacloud.com, Model Studio, video. Read 2026-11-22.
export default [
  { id: 'wan2.7-t2v', capability: 'video' },
  { id: 'wan2.7-r2v', capability: 'video' },
  { id: 'wan2.6-t2v', capability: 'video' },
  { id: 'wan2.6-i2v', capability: 'video' },
  { id: 'wan2.6-i2v-flash', capability: 'video' },
  { id: 'wan3.0-video', capability: 'video' },
  { id: 'wan3.0-video-prime', capability: 'video' },
  // alibabacloud.com/help/en/model-studio/text-rerank-api.
  { id: 'qwen3-rerank', capability: 'rerank', price: { input: 0.1 } },
] as const satisfies readonly ModelFacts[];
