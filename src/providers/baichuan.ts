import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'baichuan',
  name: 'Baichuan AI',
  docs: 'https://platform.baichuan-ai.com/docs/api',
  status: 'ga',
  checked: '2026-10-08',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.baichuan-ai.com/v1' },
  auth: bearer('BAICHUAN_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: noControl, structured: () => 'prompt' }) },
  defaults: { chat: 'Baichuan4-Turbo' },
  models: ['Baichuan4-Air', 'Baichuan-M2'],
});
