import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'chutes',
  name: 'Chutes',
  docs: 'https://chutes.ai/docs',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://llm.chutes.ai/v1' },
  auth: bearer('CHUTES_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: noControl }) },
  defaults: { chat: 'zai-org/GLM-5.2-TEE' },
  models: ['Qwen/Qwen3.6-27B-TEE', 'moonshotai/Kimi-K2.6-TEE', 'zai-org/GLM-5.1-TEE', 'google/gemma-4-31B-turbo-TEE'],
});
