import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/anthropic and models/anthropic (files of 2026-06 to 2026-10), read 2026-11-22.
const claude = { capability: 'chat', reasoning: true, vision: true, tools: true } as const;
const million = { ...claude, contextTokens: 1_000_000, maxOutputTokens: 128_000 } as const;
const sonnet4 = { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 } as const;

export default [
  // Its page gives prices; context and output limit stood in no file we could read.
  { ...claude, id: 'claude-opus-5-5', price: { input: 4, cachedInput: 0.2, cacheWrite: 5, output: 20 } },
  { ...claude, id: 'claude-fable-5-1' },
  { ...million, id: 'claude-sonnet-5-5', price: { input: 2, cachedInput: 0.1, cacheWrite: 2.5, output: 10 } },
  { ...million, id: 'claude-sonnet-5', price: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 } },
  { ...million, id: 'claude-opus-5', price: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25 } },
  { ...million, id: 'claude-opus-4-8', price: { input: 5, cachedInput: 0.5, cacheWrite: 6.25, output: 25 } },
  { ...million, id: 'claude-sonnet-4-6', maxOutputTokens: 64_000, price: sonnet4 },
  { ...claude, id: 'claude-sonnet-4-5', contextTokens: 200_000, maxOutputTokens: 64_000, price: sonnet4 },
  { ...million, id: 'claude-haiku-5-5' },
  {
    ...claude,
    id: 'claude-haiku-4-5',
    contextTokens: 200_000,
    maxOutputTokens: 64_000,
    price: { input: 1, cachedInput: 0.1, cacheWrite: 1.25, output: 5 },
  },
] as const satisfies readonly ModelFacts[];
