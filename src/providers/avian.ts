import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'avian',
  name: 'Avian',
  docs: 'https://avian.io/docs/',
  status: 'ga',
  checked: '2026-03-19',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.avian.io/v1' },
  auth: bearer('AVIAN_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, statesCost: true }) },
  defaults: { chat: 'moonshotai/kimi-k2.5' },
});
