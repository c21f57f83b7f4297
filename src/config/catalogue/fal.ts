import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documentation and gallery as of 2026-10. Read 2026-11-22.
const image = { capability: 'image' } as const;

export default [
  { ...image, id: 'fal-ai/flux-2-pro' },
  { ...image, id: 'fal-ai/flux-pro/kontext' },
  { ...image, id: 'fal-ai/flux/dev' },
  { ...image, id: 'fal-ai/recraft/v3/text-to-image' },
  { ...image, id: 'openai/gpt-image-2.5/flare/text-to-image' },
  { ...image, id: 'ideogram/v4' },
  { id: 'fal-ai/whisper', capability: 'transcribe' },
  { id: 'fal-ai/wizper', capability: 'transcribe' },
  { id: 'fal-ai/elevenlabs/speech-to-text', capability: 'transcribe' },
  { id: 'fal-ai/kling-video/v3/pro/text-to-video', capability: 'video' },
  { id: 'bytedance/seedance-2.0/text-to-video', capability: 'video' },
  { id: 'fal-ai/minimax/hailuo-2.3/pro/text-to-video', capability: 'video' },
  { id: 'fal-ai/veo3.1', capability: 'video' },
  { id: 'fal-ai/pika/v2.2/text-to-video', capability: 'video' },
  { id: 'fal-ai/pika/v2.2/image-to-video', capability: 'video' },
  { id: 'luma/agent/ray/v3.2/text-to-video', capability: 'video' },
  { id: 'fal-ai/wan/v2.7/text-to-video', capability: 'video' },
] as const satisfies readonly ModelFacts[];
