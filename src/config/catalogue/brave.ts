import type { ModelFacts } from '../../core/provider.ts';

// brave.com/search/api: 5 USD a thousand. Read 2026-11-22.
export default [{ id: 'web', capability: 'search', price: { search: 0.005 } }] as const satisfies readonly ModelFacts[];
