import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'aihubmix',
  name: 'AIHubMix',
  docs: 'https://docs.aihubmix.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'CN',
  baseUrl: { global: 'https://aihubmix.com/v1' },
  auth: bearer('AIHUBMIX_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortOrBudget(effortField(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']), (tokens) => ({
        reasoning: { max_tokens: tokens },
      })),
    }),
  },
  defaults: { chat: 'glm-5.2' },
  models: ['qwen3.7-plus', 'qwen3.7-max', 'qwen3.6-max-preview', 'glm-5v-turbo'],
});
