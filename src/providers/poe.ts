import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'poe',
  name: 'Poe (Quora)',
  docs: 'https://creator.poe.com/docs/external-applications/openai-compatible-api',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://api.poe.com/v1' },
  auth: bearer('POE_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'anthropic/claude-opus-4.8' },
  models: [
    'google/gemini-3.5-flash',
    'empiriolabs/deepseek-v4-flash-el',
    'empiriolabs/deepseek-v4-pro-el',
    'novita/kimi-k2.6',
  ],
});
