import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'saullm',
  name: 'SaulLM (open weights, law)',
  docs: 'https://huggingface.co/Equall/Saul-7B-Instruct-v1',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['SAULLM_BASE_URL'] } },
  auth: optionalBearer('SAULLM_API_KEY'),
  capabilities: { chat: openaiChat({ takesTools: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'Equall/Saul-7B-Instruct-v1' },
});
