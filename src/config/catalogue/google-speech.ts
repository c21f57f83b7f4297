import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s documents. Read 2026-11-22.
export default [
  { id: 'chirp_3', capability: 'transcribe' },
  { id: 'chirp_2', capability: 'transcribe' },
  { id: 'long', capability: 'transcribe' },
  { id: 'short', capability: 'transcribe' },
  { id: 'telephony', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
