import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortWords } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'inception',
  name: 'Inception (Mercury)',
  docs: 'https://docs.inceptionlabs.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.inceptionlabs.ai/v1' },
  auth: bearer('INCEPTION_API_KEY'),
  capabilities: {
    chat: openaiChat({ reasoning: effortWords({ none: 'instant', low: 'low', medium: 'medium', high: 'high' }) }),
  },
  defaults: { chat: 'mercury-2' },
  models: ['mercury-edit-2'],
});
