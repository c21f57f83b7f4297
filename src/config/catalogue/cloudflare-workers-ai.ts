import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s list of models. Read 2026-11-22.
export default [
  { id: '@cf/openai/whisper-large-v3-turbo', capability: 'transcribe' },
  { id: '@cf/openai/whisper', capability: 'transcribe' },
  { id: '@cf/deepgram/nova-3', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
