import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'lingyi-01ai',
  name: '01.AI (Yi)',
  docs: 'https://platform.lingyiwanwu.com/docs',
  status: 'ga',
  checked: '2026-05-25',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.lingyiwanwu.com/v1' },
  auth: bearer('YI_API_KEY', 'LINGYI_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'yi-lightning' },
});
