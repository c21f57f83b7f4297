import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: '302ai',
  name: '302.AI',
  docs: 'https://doc.302.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'CN',
  baseUrl: { global: 'https://api.302.ai/v1' },
  // Shells refuse a variable that starts with a digit.
  auth: bearer('302AI_API_KEY', 'AI302_API_KEY'),
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'claude-opus-4-7' },
  models: ['glm-5.1', 'glm-5v-turbo', 'MiniMax-M2.7', 'MiniMax-M2.7-highspeed'],
});
