import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'llmgateway',
  name: 'LLM Gateway',
  docs: 'https://docs.llmgateway.io',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://api.llmgateway.io/v1' },
  auth: bearer('LLMGATEWAY_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortOrBudget(
        effortField(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']),
        (tokens) => ({ reasoning: { max_tokens: tokens } }),
      ),
    }),
  },
  defaults: { chat: 'fugu-ultra' },
  models: ['glm-5.2', 'kimi-k2.7-code-highspeed', 'kimi-k2.7-code', 'nemotron-3-ultra-550b'],
});
