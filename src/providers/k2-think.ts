import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'k2-think',
  name: 'K2 Think (MBZUAI IFM / G42)',
  docs: 'https://www.k2think.ai',
  status: 'preview',
  checked: '2026-10-08',
  category: 'regional',
  country: 'AE',
  baseUrl: { global: 'https://api.k2think.ai/v1' },
  auth: bearer('K2THINK_API_KEY', 'K2_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: noControl, structured: () => 'prompt' }) },
  defaults: { chat: 'MBZUAI-IFM/K2-Think-v2' },
});
