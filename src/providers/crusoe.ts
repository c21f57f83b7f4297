import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'crusoe',
  name: 'Crusoe Managed Inference',
  docs: 'https://docs.crusoecloud.com/managed-inference/overview',
  status: 'ga',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.inference.crusoecloud.com/v1' },
  auth: bearer('CRUSOE_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'deepseek-ai/DeepSeek-V3.2' },
  models: ['openai/gpt-oss-120b', 'Qwen/Qwen3-235B-A22B-Instruct-2507'],
});
