import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openrouterReasoning } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'zenmux',
  name: 'ZenMux',
  docs: 'https://docs.zenmux.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'SG',
  baseUrl: { global: 'https://zenmux.ai/api/v1' },
  auth: bearer('ZENMUX_API_KEY'),
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: openrouterReasoning }) },
  defaults: { chat: 'z-ai/glm-5.2' },
  models: [
    'z-ai/glm-5.2-free',
    'moonshotai/kimi-k2.7-code-free',
    'moonshotai/kimi-k2.7-code',
    'anthropic/claude-fable-5',
  ],
});
