import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'thinking-machines',
  name: 'Thinking Machines Lab (Tinker, Inkling)',
  docs: 'https://tinker-docs.thinkingmachines.ai/inference/openai/overview/',
  status: 'preview',
  checked: '2026-10-08',
  category: 'emerging',
  country: 'US',
  baseUrl: { global: 'https://tinker.thinkingmachines.dev/services/tinker-prod/oai/api/v1' },
  auth: bearer('TINKER_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'thinkingmachines/Inkling:peft:262144' },
  models: ['thinkingmachines/Inkling', 'moonshotai/Kimi-K2.6'],
});
