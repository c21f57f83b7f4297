import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';

export default defineProvider({
  id: 'sambanova',
  name: 'SambaNova Cloud',
  docs: 'https://docs.sambanova.ai',
  status: 'ga',
  checked: '2026-08-30',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.sambanova.ai/v1' },
  auth: bearer('SAMBANOVA_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openWeights }), embed: openaiEmbeddings() },
  defaults: { chat: 'gpt-oss-120b', embed: 'E5-Mistral-7B-Instruct' },
  models: ['DeepSeek-V3.1', 'DeepSeek-V3.2', 'MiniMax-M2.7', 'MiniMax-M3', 'gemma-4-31B-it'],
});
