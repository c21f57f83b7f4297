import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'helicone',
  name: 'Helicone AI Gateway',
  docs: 'https://docs.helicone.ai/gateway/overview',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://ai-gateway.helicone.ai/v1' },
  auth: bearer('HELICONE_API_KEY'),
  capabilities: {
    chat: openaiChat({
      reasoning: effortOrBudget(effortField(['minimal', 'low', 'medium', 'high']), (tokens) => ({
        reasoning_options: { budget_tokens: tokens },
      })),
    }),
  },
  defaults: { chat: 'claude-4.5-opus' },
  models: ['gemini-3-pro-preview', 'grok-4-1-fast-reasoning', 'kimi-k2-thinking', 'claude-haiku-4-5-20251001'],
});
