import type { ModelFacts } from '../../core/provider.ts';

// Source: https://developers.cloudflare.com/workers-ai/models/aura-1, read 2026-11-22.
export default [
  { id: '@cf/deepgram/aura-1', capability: 'speak', price: { character: 0.000_015 } },
  { id: '@cf/deepgram/aura-2-en', capability: 'speak' },
  { id: '@cf/deepgram/aura-2-es', capability: 'speak' },
  { id: '@cf/myshell-ai/melotts', capability: 'speak' },
] as const satisfies readonly ModelFacts[];
