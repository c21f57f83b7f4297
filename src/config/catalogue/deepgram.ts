import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s OpenAPI and AsyncAPI of 2026-07-22. Read 2026-11-22.
export default [
  { id: 'nova-3', capability: 'transcribe' },
  { id: 'nova-3-medical', capability: 'transcribe' },
  { id: 'nova-2', capability: 'transcribe' },
  { id: 'flux-general-en', capability: 'transcribe' },
  { id: 'flux-general-multi', capability: 'transcribe' },
  { id: 'whisper-large', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
