import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortObject } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'poolside',
  name: 'Poolside',
  docs: 'https://docs.poolside.ai',
  status: 'preview',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://inference.poolside.ai/v1' },
  auth: bearer('POOLSIDE_API_KEY'),
  capabilities: {
    chat: openaiChat({ reasoning: effortObject(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']) }),
  },
  defaults: { chat: 'poolside/laguna-m.1' },
  models: ['poolside/laguna-xs.2'],
});
