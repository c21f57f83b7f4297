import type { ModelFacts } from '../../core/provider.ts';

// FLUX.2 pro, max and dev; Runware's own catalogue lists hundreds. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'bfl:5@1' },
  { ...image, id: 'bfl:7@1' },
  { ...image, id: 'runware:400@1' },
  { id: 'runway:1@2', capability: 'video' },
  { id: 'klingai:4@3', capability: 'video' },
  { id: 'klingai:kling-video@3-pro', capability: 'video' },
  { id: 'klingai:kling-video@3.0-turbo', capability: 'video' },
  { id: 'minimax:4@1', capability: 'video' },
  { id: 'minimax:4@2', capability: 'video' },
  { id: 'bytedance:seedance@2.0', capability: 'video' },
  { id: 'google:gemini@omni-flash', capability: 'video' },
  { id: 'luma:ray@3.2', capability: 'video' },
  { id: 'alibaba:wan@2.7', capability: 'video' },
  { id: 'openai:3@1', capability: 'video', shutdown: '2026-09-24', replacedBy: 'google:gemini@omni-flash' },
  { id: 'openai:3@2', capability: 'video', shutdown: '2026-09-24', replacedBy: 'google:gemini@omni-flash' },
] as const satisfies readonly ModelFacts[];
