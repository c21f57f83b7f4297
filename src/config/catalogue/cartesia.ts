import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documents, read 2026-11-22; the end of Sonic 2 from a test of 2026-10.
export default [
  { id: 'sonic-3.5', capability: 'speak' },
  { id: 'sonic-3', capability: 'speak' },
  { id: 'sonic-turbo', capability: 'speak' },
  { id: 'sonic-2', capability: 'speak', shutdown: '2026-10-20', replacedBy: 'sonic-3.5' },
] as const satisfies readonly ModelFacts[];
