import type { ModelFacts } from '../../core/provider.ts';

// Sources: models.dev, providers/openai and models/openai (files of 2026-07 to 2026-09), read 2026-11-22.
// Prices are those of requests below 272,000 input tokens, where the provider has a dearer tier above.
const frontier = {
  capability: 'chat',
  contextTokens: 1_050_000,
  maxOutputTokens: 128_000,
  reasoning: true,
  vision: true,
  tools: true,
} as const;
const gpt5 = { ...frontier, contextTokens: 400_000 } as const;

// Announced for the whole family of 2024 and 2025; whoever needs times or speakers has none to go to at OpenAI yet.
const leaving = { capability: 'transcribe', shutdown: '2027-02-26', replacedBy: 'gpt-transcribe' } as const;

export default [
  { ...frontier, id: 'gpt-5.6-sol', price: { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 } },
  { ...frontier, id: 'gpt-5.6-terra', price: { input: 2.5, cachedInput: 0.25, output: 15 } },
  { ...frontier, id: 'gpt-5.6-luna', price: { input: 1, cachedInput: 0.1, output: 6 } },
  { ...frontier, id: 'gpt-5.5', price: { input: 5, cachedInput: 0.5, output: 30 } },
  { ...frontier, id: 'gpt-5.4', price: { input: 2.5, cachedInput: 0.25, output: 15 } },
  { ...gpt5, id: 'gpt-5.2', price: { input: 1.75, cachedInput: 0.175, output: 14 } },
  { ...gpt5, id: 'gpt-5', price: { input: 1.25, cachedInput: 0.125, output: 10 } },
  { ...gpt5, id: 'gpt-5-mini', price: { input: 0.25, cachedInput: 0.025, output: 2 } },
  { ...gpt5, id: 'gpt-5-nano', price: { input: 0.05, cachedInput: 0.005, output: 0.4 } },
  // Named by the provider's own documents without a price we could check.
  { id: 'gpt-5.4-mini', capability: 'chat', reasoning: true, tools: true },
  { id: 'gpt-5.4-nano', capability: 'chat', reasoning: true, tools: true },
  { id: 'text-embedding-3-small', capability: 'embed', contextTokens: 8192 },
  { id: 'text-embedding-3-large', capability: 'embed', contextTokens: 8192 },
  { id: 'text-embedding-ada-002', capability: 'embed', contextTokens: 8192, price: { input: 0.1, output: 0 } },
  { id: 'gpt-transcribe', capability: 'transcribe' },
  { ...leaving, id: 'whisper-1' },
  { ...leaving, id: 'gpt-4o-transcribe' },
  { ...leaving, id: 'gpt-4o-mini-transcribe' },
  { ...leaving, id: 'gpt-4o-transcribe-diarize' },
  // Speech, read 2026-11-22. It is billed by tokens that an answer in bytes does not state, so no price stands here.
  { id: 'gpt-4o-mini-tts', capability: 'speak' },
  { id: 'gpt-4o-mini-tts-2025-12-15', capability: 'speak' },
  {
    id: 'gpt-4o-mini-tts-2025-03-20',
    capability: 'speak',
    shutdown: '2026-07-23',
    replacedBy: 'gpt-4o-mini-tts-2025-12-15',
  },
  // Announced to end; the day was not to be read.
  { id: 'tts-1', capability: 'speak', replacedBy: 'gpt-4o-mini-tts' },
  { id: 'tts-1-hd', capability: 'speak' },
  { id: 'gpt-realtime-2.1', capability: 'voice', tools: true },
  { id: 'gpt-realtime-2.1-mini', capability: 'voice', tools: true },
  { id: 'gpt-realtime-2', capability: 'voice', tools: true },
  { id: 'gpt-realtime-1.5', capability: 'voice', tools: true },
  { id: 'gpt-realtime', capability: 'voice', tools: true, shutdown: '2027-01-20', replacedBy: 'gpt-realtime-2.1' },
  {
    id: 'gpt-realtime-mini',
    capability: 'voice',
    tools: true,
    shutdown: '2027-01-20',
    replacedBy: 'gpt-realtime-2.1-mini',
  },
  { id: 'gpt-image-2.5-flare', capability: 'image' },
  { id: 'gpt-image-2.5-sunburst', capability: 'image' },
  { id: 'gpt-image-2', capability: 'image' },
  { id: 'gpt-image-1.5', capability: 'image', shutdown: '2026-12-01', replacedBy: 'gpt-image-2.5-flare' },
  { id: 'gpt-image-1-mini', capability: 'image', shutdown: '2026-12-01', replacedBy: 'gpt-image-2.5-flare' },
  { id: 'chatgpt-image-latest', capability: 'image', shutdown: '2026-12-01', replacedBy: 'gpt-image-2.5-flare' },
  { id: 'gpt-image-1', capability: 'image', shutdown: '2026-10-23', replacedBy: 'gpt-image-2.5-flare' },
  { id: 'dall-e-3', capability: 'image', shutdown: '2026-05-12', replacedBy: 'gpt-image-2' },
  { id: 'dall-e-2', capability: 'image', shutdown: '2026-05-12', replacedBy: 'gpt-image-2' },
] as const satisfies readonly ModelFacts[];
