import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'fingpt',
  name: 'FinGPT (open weights)',
  docs: 'https://github.com/AI4Finance-Foundation/FinGPT',
  status: 'ga',
  checked: '2026-10-08',
  category: 'domain',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['FINGPT_BASE_URL'] } },
  auth: optionalBearer('FINGPT_API_KEY'),
  capabilities: { chat: openaiChat({ takesTools: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'FinGPT/fingpt-mt_llama3-8b_lora' },
  models: ['FinGPT/fingpt-forecaster_dow30_llama2-7b_lora'],
});
