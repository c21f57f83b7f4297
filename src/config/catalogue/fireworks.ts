import type { ModelFacts } from '../../core/provider.ts';

// Source: the redistributed OpenAPI of its audio service. Read 2026-11-22.
export default [
  { id: 'whisper-v3', capability: 'transcribe' },
  { id: 'whisper-v3-turbo', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
