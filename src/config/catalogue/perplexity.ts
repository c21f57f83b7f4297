import type { ModelFacts } from '../../core/provider.ts';

// docs.perplexity.ai/docs/embeddings. Read 2026-11-22.
export default [
  { id: 'pplx-embed-v1-0.6b', capability: 'embed', contextTokens: 32_000, price: { input: 0.004, output: 0 } },
  { id: 'pplx-embed-v1-4b', capability: 'embed', contextTokens: 32_000, price: { input: 0.03, output: 0 } },
  { id: 'pplx-embed-context-v1-0.6b', capability: 'embed', contextTokens: 32_000, price: { input: 0.008, output: 0 } },
  { id: 'pplx-embed-context-v1-4b', capability: 'embed', contextTokens: 32_000, price: { input: 0.05, output: 0 } },
] as const satisfies readonly ModelFacts[];
