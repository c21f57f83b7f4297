import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'featherless',
  name: 'Featherless AI',
  docs: 'https://featherless.ai/docs',
  status: 'ga',
  checked: '2026-05-25',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.featherless.ai/v1' },
  auth: bearer('FEATHERLESS_API_KEY', 'FEATHERLESS_AI_API_KEY'),
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'deepseek-ai/DeepSeek-V3.2' },
  models: ['moonshotai/Kimi-K2-Instruct', 'Qwen/Qwen3-32B'],
});
