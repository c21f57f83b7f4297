import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s SDK. Read 2026-11-22.
export default [
  { id: 'machine', capability: 'transcribe' },
  { id: 'low_cost', capability: 'transcribe' },
  { id: 'fusion', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
