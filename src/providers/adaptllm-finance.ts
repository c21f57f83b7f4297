import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'adaptllm-finance',
  name: 'AdaptLLM finance-chat (open weights)',
  docs: 'https://huggingface.co/AdaptLLM',
  status: 'ga',
  checked: '2026-10-08',
  category: 'domain',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['ADAPTLLM_BASE_URL'] } },
  auth: optionalBearer('ADAPTLLM_API_KEY'),
  capabilities: { chat: openaiChat({ takesTools: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'AdaptLLM/finance-chat' },
  models: ['AdaptLLM/law-chat', 'AdaptLLM/medicine-chat'],
});
