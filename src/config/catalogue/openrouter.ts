import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/openrouter (files of 2026-07 to 2026-10), read 2026-11-22. The answer itself states
// what was charged, and that wins; these prices serve estimates and budgets.
const chat = { capability: 'chat', reasoning: true, tools: true } as const;

export default [
  {
    ...chat,
    id: 'anthropic/claude-sonnet-5.5',
    contextTokens: 1_000_000,
    maxOutputTokens: 128_000,
    vision: true,
    price: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
  },
  {
    ...chat,
    id: 'google/gemini-3.8-flash',
    contextTokens: 1_048_576,
    maxOutputTokens: 65_536,
    vision: true,
    price: { input: 1.5, cachedInput: 0.15, output: 7.5 },
  },
  {
    ...chat,
    id: 'deepseek/deepseek-v4-pro',
    contextTokens: 1_048_576,
    vision: false,
    price: { input: 0.971442, cachedInput: 0.080954, output: 1.942884 },
  },
  {
    ...chat,
    id: 'openai/gpt-4o-mini',
    reasoning: false,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    vision: true,
    price: { input: 0.15, cachedInput: 0.075, output: 0.6 },
  },
  {
    ...chat,
    id: 'openai/gpt-4.1-mini',
    reasoning: false,
    contextTokens: 1_047_576,
    maxOutputTokens: 32_768,
    vision: true,
    price: { input: 0.4, cachedInput: 0.1, output: 1.6 },
  },
  { ...chat, id: 'anthropic/claude-opus-5.5' },
  { ...chat, id: 'openai/gpt-5.6-terra' },
  { ...chat, id: 'moonshotai/kimi-k3' },
  { ...chat, id: 'z-ai/glm-5.2' },
  { id: 'openai/text-embedding-3-small', capability: 'embed' },
  { id: 'qwen/qwen3-embedding-8b', capability: 'embed' },
  { id: 'openai/whisper-1', capability: 'transcribe' },
  { id: 'bytedance/seedance-2.5', capability: 'video' },
  { id: 'black-forest-labs/flux-3-video', capability: 'video' },
] as const satisfies readonly ModelFacts[];
