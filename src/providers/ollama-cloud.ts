import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'ollama-cloud',
  name: 'Ollama Cloud',
  docs: 'https://docs.ollama.com/cloud',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://ollama.com/v1' },
  auth: bearer('OLLAMA_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: effortField(['none', 'low', 'medium', 'high', 'max']) }),
  },
  defaults: { chat: 'glm-5.2' },
  models: ['kimi-k2.7-code', 'nemotron-3-ultra', 'minimax-m3', 'deepseek-v4-pro'],
});
