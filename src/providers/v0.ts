import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'v0',
  name: 'v0 (Vercel)',
  docs: 'https://v0.dev/docs',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.v0.dev/v1' },
  auth: bearer('V0_API_KEY'),
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'v0-1.5-lg' },
  models: ['v0-1.5-md', 'v0-1.0-md'],
});
