import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'chatlaw-weights',
  name: 'ChatLaw (open weights, Chinese law)',
  docs: 'https://github.com/PKU-YuanGroup/ChatLaw',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'CN',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['CHATLAW_BASE_URL'] } },
  auth: optionalBearer('CHATLAW_API_KEY'),
  capabilities: { chat: openaiChat({ takesTools: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'ChatLaw-13B' },
});
