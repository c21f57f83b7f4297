import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s OpenAPI of 2026-08-22. Read 2026-11-22.
export default [
  { id: 'solaria-1', capability: 'transcribe' },
  { id: 'solaria-3', capability: 'transcribe' },
] as const satisfies readonly ModelFacts[];
