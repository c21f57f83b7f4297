import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s OpenAPI. Read 2026-11-22.
export default [
  { id: 'universal-3-5-pro', capability: 'transcribe' },
  { id: 'universal-3-pro', capability: 'transcribe' },
  { id: 'universal-2', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
