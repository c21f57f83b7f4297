import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'nscale',
  name: 'Nscale',
  docs: 'https://docs.nscale.com',
  status: 'ga',
  checked: '2026-05-25',
  category: 'european',
  country: 'GB',
  baseUrl: { global: 'https://inference.api.nscale.com/v1' },
  auth: bearer('NSCALE_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'openai/gpt-oss-120b' },
  models: ['Qwen/Qwen3-235B-A22B-Instruct-2507', 'meta-llama/Llama-3.3-70B-Instruct'],
});
