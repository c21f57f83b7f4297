import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'maritaca',
  name: 'Maritaca AI (Sabia)',
  docs: 'https://docs.maritaca.ai',
  status: 'ga',
  checked: '2026-10-08',
  category: 'regional',
  country: 'BR',
  baseUrl: { global: 'https://chat.maritaca.ai/api' },
  auth: bearer('MARITACA_API_KEY', 'MARITALK_API_KEY'),
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'sabia-4' },
  models: ['sabiazinho-4', 'sabia-3.1', 'sabia-3'],
});
