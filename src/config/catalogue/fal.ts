import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s gallery. Read 2026-11-22.
export default [
  { id: 'fal-ai/whisper', capability: 'transcribe' },
  { id: 'fal-ai/wizper', capability: 'transcribe' },
  { id: 'fal-ai/elevenlabs/speech-to-text', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
