import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { deepseekReasoning } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'deepseek',
  name: 'DeepSeek',
  docs: 'https://api-docs.deepseek.com/',
  status: 'ga',
  checked: '2026-09-24',
  category: 'chinese',
  country: 'CN',
  baseUrl: { global: 'https://api.deepseek.com' },
  auth: bearer('DEEPSEEK_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      contentParts: (model) => model.startsWith('deepseek-flash'),
      reasoning: deepseekReasoning,
      structured: () => 'json_object',
      // V4 refuses an assistant turn of a thinking conversation without this field.
      assistantFields: () => ({ reasoning_content: '' }),
    }),
  },
  defaults: { chat: 'deepseek-flash' },
});
