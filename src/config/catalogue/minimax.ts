import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documents, read 2026-11-22.
export default [
  { id: 'speech-2.8-hd', capability: 'speak' },
  { id: 'speech-2.8-turbo', capability: 'speak' },
  { id: 'speech-02-hd', capability: 'speak' },
  { id: 'speech-02-turbo', capability: 'speak' },
] as const satisfies readonly ModelFacts[];
