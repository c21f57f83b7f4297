import type { ModelFacts } from '../../core/provider.ts';

// Source: the vendor’s OpenAPI; a third party’s record of the shutdown. Read 2026-11-22.
export default [
  { id: 'scribe_v2', capability: 'transcribe' },
  { id: 'scribe_v1', capability: 'transcribe', shutdown: '2026-07-09', replacedBy: 'scribe_v2' },
] as const satisfies readonly ModelFacts[];
