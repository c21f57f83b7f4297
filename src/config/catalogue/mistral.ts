import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/mistral and models/mistral (files of 2026-04 to 2026-08), read 2026-11-22.
// The regional addresses charge 1.1 times these prices.
const chat = { capability: 'chat', tools: true } as const;
const medium = {
  ...chat,
  contextTokens: 262_144,
  maxOutputTokens: 262_144,
  reasoning: true,
  vision: true,
  price: { input: 1.5, output: 7.5 },
} as const;
const large = {
  ...chat,
  contextTokens: 262_144,
  maxOutputTokens: 262_144,
  reasoning: false,
  vision: true,
  price: { input: 0.5, output: 1.5 },
} as const;
const small = { ...chat, contextTokens: 256_000, maxOutputTokens: 256_000, reasoning: true, vision: true } as const;

export default [
  { ...medium, id: 'mistral-medium-latest' },
  { ...medium, id: 'mistral-medium-2604' },
  { ...large, id: 'mistral-large-2512' },
  { ...large, id: 'mistral-large-latest' },
  { ...small, id: 'mistral-small-2603' },
  {
    ...chat,
    id: 'ministral-14b-2512',
    contextTokens: 256_000,
    maxOutputTokens: 256_000,
    reasoning: false,
    vision: true,
    price: { input: 0.2, cachedInput: 0.02, output: 0.2 },
  },
  {
    ...chat,
    id: 'codestral-2508',
    contextTokens: 128_000,
    maxOutputTokens: 128_000,
    reasoning: false,
    vision: false,
    price: { input: 0.3, cachedInput: 0.03, output: 0.9 },
  },
  { id: 'mistral-embed', capability: 'embed', contextTokens: 8000, price: { input: 0.1, output: 0 } },
  { id: 'codestral-embed', capability: 'embed', contextTokens: 8000, price: { input: 0.15, output: 0 } },
  { id: 'voxtral-mini-latest', capability: 'transcribe' },
  { id: 'voxtral-mini-tts-latest', capability: 'speak' },
  { id: 'voxtral-mini-tts-2603', capability: 'speak' },
] as const satisfies readonly ModelFacts[];
