import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { effortField } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'nano-gpt',
  name: 'NanoGPT',
  docs: 'https://docs.nano-gpt.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://nano-gpt.com/api/v1' },
  auth: bearer('NANO_GPT_API_KEY', 'NANOGPT_API_KEY'),
  capabilities: {
    chat: openaiChat({
      streamUsage: true,
      reasoning: effortField(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']),
    }),
  },
  defaults: { chat: 'mistral-code-latest' },
  models: [
    'mistral-code-agent-latest',
    'minimax/minimax-m3',
    'minimax/minimax-m3:thinking',
    'stepfun/step-3.7-flash:thinking',
  ],
});
