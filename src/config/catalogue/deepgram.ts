import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's specification, read 2026-11-22.
export default [
  { id: 'aura-2-thalia-en', capability: 'speak' },
  { id: 'aura-2-andromeda-en', capability: 'speak' },
  { id: 'flux-alexis-en', capability: 'speak' },
] as const satisfies readonly ModelFacts[];
