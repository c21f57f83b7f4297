import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation of images as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'grok-imagine-image' },
  { ...image, id: 'grok-imagine-image-quality' },
  { ...image, id: 'grok-imagine-image-pro', shutdown: '2026-05-15', replacedBy: 'grok-imagine-image-quality' },
  { ...image, id: 'grok-2-image-1212', shutdown: '2026-02-24', replacedBy: 'grok-imagine-image' },
  // https://docs.x.ai/developers/models/text-to-speech (2026-04-15).
  { id: 'grok-tts', capability: 'speak', price: { character: 0.000_004_2 } },
  { id: 'grok-imagine-video', capability: 'video' },
  { id: 'grok-imagine-video-1.5', capability: 'video' },
] as const satisfies readonly ModelFacts[];
