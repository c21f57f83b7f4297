import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'gmi-cloud',
  name: 'GMI Cloud',
  docs: 'https://docs.gmicloud.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.gmi-serving.com/v1' },
  auth: bearer('GMI_CLOUD_APIKEY', 'GMI_API_KEY', 'GMICLOUD_API_KEY'),
  capabilities: { chat: openaiChat() },
  defaults: { chat: 'zai-org/GLM-5.2-FP8' },
  models: [
    'moonshotai/kimi-k2.7-code-highspeed',
    'Qwen/Qwen3.7-Max',
    'deepseek-ai/DeepSeek-V4-Flash',
    'deepseek-ai/DeepSeek-V4-Pro',
  ],
});
