import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'near-ai',
  name: 'NEAR AI Cloud',
  docs: 'https://docs.near.ai/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://cloud-api.near.ai/v1' },
  auth: bearer('NEARAI_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }) },
  defaults: { chat: 'google/gemini-3.5-flash' },
  models: ['google/gemini-3.1-flash-lite', 'openai/gpt-5.5', 'Qwen/Qwen3.6-35B-A3B-FP8', 'anthropic/claude-opus-4-7'],
});
