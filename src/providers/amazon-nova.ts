import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';
import { byModel } from '../wire/openai-chat/spellings.ts';

export default defineProvider({
  id: 'amazon-nova',
  name: 'Amazon Nova API',
  docs: 'https://nova.amazon.com/dev/documentation',
  status: 'preview',
  checked: '2026-07-02',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://api.nova.amazon.com/v1' },
  auth: bearer('NOVA_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: byModel([[/nova-2-lite/, effortField(['low', 'medium', 'high'])]]),
    }),
  },
  defaults: { chat: 'nova-2-pro-v1' },
  models: ['nova-2-lite-v1'],
});
