import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'opencode-zen',
  name: 'OpenCode Zen',
  docs: 'https://opencode.ai/docs/zen',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://opencode.ai/zen/v1' },
  auth: bearer('OPENCODE_API_KEY'),
  capabilities: { chat: openaiChat() },
  // Claude, GPT and Gemini answer there on their own wires.
  defaults: { chat: 'glm-5.2' },
  models: ['kimi-k2.7-code', 'north-mini-code-free', 'nemotron-3-ultra-free'],
});
