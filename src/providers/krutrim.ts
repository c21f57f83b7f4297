import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'krutrim',
  name: 'Ola Krutrim',
  docs: 'https://docs.cloud.olakrutrim.com',
  status: 'ga',
  checked: '2026-05-25',
  category: 'regional',
  country: 'IN',
  baseUrl: { global: 'https://cloud.olakrutrim.com/v1' },
  auth: bearer('KRUTRIM_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'Krutrim-2' },
  models: ['gpt-oss-120b'],
});
