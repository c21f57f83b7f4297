import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'plamo',
  name: 'Preferred Networks PLaMo',
  docs: 'https://plamo.preferredai.jp/api',
  status: 'ga',
  checked: '2026-10-08',
  category: 'regional',
  country: 'JP',
  baseUrl: { global: 'https://api.platform.preferredai.jp/v1' },
  auth: bearer('PLAMO_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'plamo-2.2-prime' },
  models: ['plamo-2.1-prime'],
});
