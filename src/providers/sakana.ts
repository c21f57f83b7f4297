import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'sakana',
  name: 'Sakana AI (Fugu)',
  docs: 'https://console.sakana.ai/models',
  status: 'preview',
  checked: '2026-07-02',
  category: 'regional',
  country: 'JP',
  baseUrl: { global: 'https://api.sakana.ai/v1' },
  auth: bearer('SAKANA_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: effortField(['high', 'xhigh', 'max']) }) },
  defaults: { chat: 'fugu' },
  models: ['fugu-ultra', 'fugu-ultra-20260615'],
});
