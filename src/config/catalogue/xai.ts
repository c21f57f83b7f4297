import type { ModelFacts } from '../../core/provider.ts';

// Source: https://docs.x.ai/developers/models/text-to-speech (2026-04-15), read 2026-11-22.
export default [
  { id: 'grok-tts', capability: 'speak', price: { character: 0.000_004_2 } },
] as const satisfies readonly ModelFacts[];
