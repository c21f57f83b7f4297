import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/deepseek and models/deepseek (files of 2026-08 and 2026-09), read 2026-11-22.
// Prices are the peak rate (01:00-04:00 and 06:00-10:00 UTC); at other hours the provider charges half. A budget must
// hold at every hour.
const flash = {
  capability: 'chat',
  contextTokens: 1_000_000,
  maxOutputTokens: 384_000,
  vision: true,
  tools: true,
  price: { input: 0.3, cachedInput: 0.006, output: 1.2 },
} as const;

export default [
  { ...flash, id: 'deepseek-flash', reasoning: true },
  {
    id: 'deepseek-v4-pro',
    capability: 'chat',
    contextTokens: 1_048_576,
    maxOutputTokens: 384_000,
    reasoning: true,
    vision: false,
    tools: true,
    price: { input: 1.32, cachedInput: 0.044, output: 3.96 },
  },
  // Older names that the provider serves with deepseek-flash, at its price.
  { ...flash, id: 'deepseek-chat', reasoning: false },
  { ...flash, id: 'deepseek-reasoner', reasoning: true },
] as const satisfies readonly ModelFacts[];
