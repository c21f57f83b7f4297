import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { noControl } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'vultr',
  name: 'Vultr Serverless Inference',
  docs: 'https://api.vultrinference.com/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.vultrinference.com/v1' },
  auth: bearer('VULTR_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: noControl }) },
  defaults: { chat: 'nvidia/Nemotron-3-Nano-Omni-30B-A3B-Reasoning-BF16' },
  models: ['moonshotai/Kimi-K2.6', 'zai-org/GLM-5.1-FP8', 'MiniMaxAI/MiniMax-M2.7', 'nvidia/DeepSeek-V3.2-NVFP4'],
});
