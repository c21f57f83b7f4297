import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'publicai',
  name: 'Public AI (Apertus, sovereign models)',
  docs: 'https://platform.publicai.co/docs',
  status: 'ga',
  checked: '2026-05-02',
  category: 'european',
  country: 'CH',
  baseUrl: { global: 'https://api.publicai.co/v1' },
  auth: bearer('PUBLICAI_API_KEY'),
  capabilities: { chat: openaiChat({ contentParts: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'swiss-ai/apertus-70b-instruct' },
  models: ['swiss-ai/apertus-8b-instruct', 'aisingapore/Qwen-SEA-LION-v4-32B-IT'],
});
