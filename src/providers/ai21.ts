import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'ai21',
  name: 'AI21 Labs',
  docs: 'https://docs.ai21.com/reference/jamba-1-6-api-ref',
  status: 'ga',
  checked: '2026-09-29',
  category: 'enterprise',
  country: 'IL',
  baseUrl: { global: 'https://api.ai21.com/studio/v1' },
  auth: bearer('AI21_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streams: (withTools) => !withTools,
      structured: () => 'json_object',
      requiredTool: undefined,
      nullableContent: false,
      mostTokens: 4096,
    }),
  },
  defaults: { chat: 'jamba-large' },
  models: ['jamba-mini', 'jamba-large-1.7-2025-07', 'jamba-mini-2-2026-01'],
});
