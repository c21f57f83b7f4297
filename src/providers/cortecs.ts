import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'cortecs',
  name: 'Cortecs',
  docs: 'https://docs.cortecs.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'AT',
  baseUrl: { global: 'https://api.cortecs.ai/v1' },
  auth: bearer('CORTECS_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: effortField(['low', 'medium', 'high']) }) },
  defaults: { chat: 'glm-5.2' },
  models: ['kimi-k2.7-code', 'minimax-m3', 'claude-opus4-8', 'deepseek-v4-pro'],
});
