import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'morph',
  name: 'Morph (fast apply)',
  docs: 'https://docs.morphllm.com',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.morphllm.com/v1' },
  auth: bearer('MORPH_API_KEY'),
  capabilities: { chat: openaiChat({ takesTools: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'morph-v3-fast' },
  models: ['morph-v3-large', 'auto'],
});
