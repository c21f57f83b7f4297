import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'requesty',
  name: 'Requesty',
  docs: 'https://docs.requesty.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'GB',
  baseUrl: { global: 'https://router.requesty.ai/v1', eu: 'https://router.eu.requesty.ai/v1' },
  auth: bearer('REQUESTY_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortOrBudget(effortField(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']), (tokens) => ({
        reasoning_effort: String(tokens),
      })),
    }),
  },
  defaults: { chat: 'openai/gpt-5.4' },
  models: ['openai/gpt-5.4-pro', 'openai/gpt-5.3-codex', 'anthropic/claude-sonnet-4-6', 'anthropic/claude-opus-4-6'],
});
