import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/groq (files of 2026-05 to 2026-08), the provider's model list as of 2026-08-30.
// Read 2026-11-22.
const gptOss = {
  capability: 'chat',
  contextTokens: 131_072,
  maxOutputTokens: 65_536,
  reasoning: true,
  vision: false,
  tools: true,
} as const;

// Gone from the list by August 2026; the day was not published, so the last one of that month stands for it.
const retired = { capability: 'chat', shutdown: '2026-08-31', replacedBy: 'openai/gpt-oss-120b' } as const;

export default [
  { ...gptOss, id: 'openai/gpt-oss-120b', price: { input: 0.15, cachedInput: 0.075, output: 0.6 } },
  { ...gptOss, id: 'openai/gpt-oss-20b', price: { input: 0.075, cachedInput: 0.0375, output: 0.3 } },
  {
    id: 'qwen/qwen3.8-27b',
    capability: 'chat',
    contextTokens: 131_042,
    maxOutputTokens: 16_384,
    reasoning: true,
    vision: true,
    tools: true,
    price: { input: 0.8, cachedInput: 0.4, output: 4 },
  },
  { id: 'qwen/qwen3.6-27b', capability: 'chat', vision: false },
  { id: 'groq/compound', capability: 'chat', vision: false },
  // models.dev assumes it to be free; the provider publishes no price, so none stands here.
  { id: 'allam-2-7b', capability: 'chat', vision: false },
  { ...retired, id: 'llama-3.3-70b-versatile' },
  { ...retired, id: 'llama-3.1-8b-instant', replacedBy: 'openai/gpt-oss-20b' },
  { ...retired, id: 'mixtral-8x7b-32768' },
  { ...retired, id: 'gemma2-9b-it', replacedBy: 'openai/gpt-oss-20b' },
  { id: 'whisper-large-v3-turbo', capability: 'transcribe' },
  { id: 'whisper-large-v3', capability: 'transcribe' },
  { id: 'canopylabs/orpheus-v1-english', capability: 'speak' },
  { id: 'canopylabs/orpheus-arabic-saudi', capability: 'speak' },
] as const satisfies readonly ModelFacts[];
