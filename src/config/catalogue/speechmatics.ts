import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s documents of 2026-08-13. Read 2026-11-22.
export default [
  { id: 'enhanced', capability: 'transcribe' },
  { id: 'standard', capability: 'transcribe' },
  { id: 'melia-1', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
