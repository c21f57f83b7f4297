import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { effortOrBudget } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'digitalocean',
  name: 'DigitalOcean Gradient (serverless inference)',
  docs: 'https://docs.digitalocean.com/products/gradient-ai-platform/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://inference.do-ai.run/v1' },
  auth: bearer('DIGITALOCEAN_ACCESS_TOKEN', 'MODEL_ACCESS_KEY', 'GRADIENT_MODEL_ACCESS_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortOrBudget(effortField(['none', 'low', 'medium', 'high', 'max']), (tokens) => ({
        reasoning: { max_tokens: tokens },
      })),
    }),
  },
  defaults: { chat: 'anthropic-claude-fable-5' },
  models: ['nemotron-3-ultra-550b', 'anthropic-claude-opus-4.8', 'deepseek-4-flash', 'nemotron-3-nano-omni'],
});
