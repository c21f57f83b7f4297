import type { ModelFacts } from '../../core/provider.ts';

// Phoenix 1.0 and Lucid Origin; `GET /platformModels` lists the rest. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'de7d3faf-762f-48e0-b3b7-9d0ac3a3fcf3' },
  { ...image, id: '7b592283-e8a7-4c5a-9ba6-d18c31f258b9' },
  { ...image, id: 'gemini-image-2' },
  { id: 'kling-2.6', capability: 'video' },
  { id: 'kling-3.0', capability: 'video' },
  { id: 'MOTION2', capability: 'video' },
  { id: 'MOTION2FAST', capability: 'video' },
  { id: 'VEO3', capability: 'video' },
  { id: 'VEO3FAST', capability: 'video' },
  { id: 'KLING2_1', capability: 'video' },
  { id: 'KLING2_5', capability: 'video' },
] as const satisfies readonly ModelFacts[];
