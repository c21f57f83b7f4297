import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { thinkingType } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'xiaomi-mimo',
  name: 'Xiaomi MiMo',
  docs: 'https://platform.xiaomimimo.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.xiaomimimo.com/v1', 'eu-plan': 'https://token-plan-ams.xiaomimimo.com/v1' },
  auth: bearer('XIAOMI_API_KEY', 'XIAOMI_MIMO_API_KEY', 'MIMO_API_KEY'),
  capabilities: { chat: openaiChat({ reasoning: thinkingType() }) },
  defaults: { chat: 'mimo-v2.5-pro' },
  models: ['mimo-v2.5', 'mimo-v2.5-pro-ultraspeed'],
});
