import type { ModelFacts } from '../../core/provider.ts';

// Source: the provider's documents and price list, read 2026-11-22. Older models are charged in credits of a plan, which have
// no price of their own.
export default [
  { id: 'eleven_v4', capability: 'speak', price: { character: 0.000_08 } },
  { id: 'eleven_v4_turbo', capability: 'speak' },
  { id: 'eleven_v3', capability: 'speak' },
  { id: 'eleven_v3_conversational', capability: 'speak' },
  { id: 'eleven_multilingual_v2', capability: 'speak' },
  { id: 'eleven_flash_v2_5', capability: 'speak' },
  { id: 'eleven_flash_v2', capability: 'speak' },
  // Deprecated without a day on which they end.
  { id: 'eleven_turbo_v2_5', capability: 'speak', replacedBy: 'eleven_flash_v2_5' },
  { id: 'eleven_turbo_v2', capability: 'speak', replacedBy: 'eleven_flash_v2' },
  { id: 'eleven_monolingual_v1', capability: 'speak', replacedBy: 'eleven_flash_v2_5' },
] as const satisfies readonly ModelFacts[];
