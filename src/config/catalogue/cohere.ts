import type { ModelFacts } from '../../core/provider.ts';

// docs.cohere.com/docs/deprecations. Read 2026-11-22.
export default [
  { id: 'embed-v4.0', capability: 'embed', contextTokens: 128_000 },
  { id: 'embed-english-v2.0', capability: 'embed', shutdown: '2026-04-04', replacedBy: 'embed-v4.0' },
  { id: 'rerank-v4.0-pro', capability: 'rerank' },
  { id: 'rerank-v4.0-fast', capability: 'rerank' },
  { id: 'rerank-v3.5', capability: 'rerank' },
  { id: 'rerank-english-v2.0', capability: 'rerank', shutdown: '2025-04-30', replacedBy: 'rerank-v3.5' },
  { id: 'rerank-multilingual-v2.0', capability: 'rerank', shutdown: '2025-04-30', replacedBy: 'rerank-v3.5' },
] as const satisfies readonly ModelFacts[];
