import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'synthetic',
  name: 'Synthetic',
  docs: 'https://dev.synthetic.new/docs',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.synthetic.new/openai/v1' },
  auth: bearer('SYNTHETIC_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'hf:zai-org/GLM-5.2' },
  models: ['hf:MiniMaxAI/MiniMax-M3', 'hf:Qwen/Qwen3.6-27B', 'hf:moonshotai/Kimi-K2.6', 'hf:zai-org/GLM-5.1'],
});
