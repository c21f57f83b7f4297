import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'perplexity',
  name: 'Perplexity Sonar',
  docs: 'https://docs.perplexity.ai',
  status: 'ga',
  checked: '2026-08-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.perplexity.ai' },
  auth: bearer('PERPLEXITY_API_KEY', 'PERPLEXITYAI_API_KEY'),
  capabilities: {
    chat: openaiChat({
      takesTools: () => false,
      reasoning: byModel([[/reasoning|deep-research/, effortField(['minimal', 'low', 'medium', 'high'])]]),
      statesCost: true,
    }),
  },
  defaults: { chat: 'sonar' },
  models: ['sonar-pro', 'sonar-reasoning-pro', 'sonar-deep-research'],
});
