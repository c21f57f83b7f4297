import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'cerebras',
  name: 'Cerebras',
  docs: 'https://inference-docs.cerebras.ai/api-reference/chat-completions',
  status: 'ga',
  checked: '2026-09-28',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.cerebras.ai/v1' },
  auth: bearer('CEREBRAS_API_KEY'),
  capabilities: {
    chat: openaiChat({
      tokenLimit: () => 'max_completion_tokens',
      reasoning: byModel(
        [[/gpt-oss/, effortField(['low', 'medium', 'high'])]],
        effortField(['none', 'low', 'medium', 'high']),
      ),
    }),
  },
  defaults: { chat: 'gpt-oss-120b' },
  models: ['qwen-3.8-27b', 'zai-glm-4.7'],
});
