import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'ant-ling',
  name: 'Ant Ling / Bailing',
  docs: 'https://alipaytbox.yuque.com/sxs0ba/ling/intro',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.ant-ling.com/v1' },
  auth: bearer('BAILING_API_TOKEN', 'ANT_LING_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: noControl }) },
  defaults: { chat: 'Ring-1T' },
  models: ['Ling-1T'],
});
