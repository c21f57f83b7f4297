import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'doubleword',
  name: 'Doubleword',
  docs: 'https://docs.doubleword.ai',
  status: 'ga',
  checked: '2026-10-08',
  category: 'inference',
  country: 'GB',
  baseUrl: { global: 'https://api.doubleword.ai/v1' },
  auth: bearer('DOUBLEWORD_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['none', 'low', 'medium', 'high']) }),
    embed: openaiEmbeddings(),
  },
  defaults: { chat: 'Qwen/Qwen3.5-397B-A17B-FP8', embed: 'Qwen/Qwen3-Embedding-8B' },
  models: ['deepseek-ai/DeepSeek-V4-Flash', 'openai/gpt-oss-20b', 'zai-org/GLM-5.2-FP8', 'Qwen/Qwen3.5-9B'],
});
