import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'lighton',
  name: 'LightOn Paradigm',
  docs: 'https://docs.lighton.ai/en/developer-resources/api-fundamentals/openai-compatibility',
  status: 'enterprise-only',
  checked: '2026-10-08',
  category: 'european',
  country: 'FR',
  baseUrl: { global: 'https://paradigm.lighton.ai/api/v2', v3: 'https://paradigm.lighton.ai/api/v3' },
  auth: bearer('PARADIGM_API_KEY', 'LIGHTON_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'alfred-4.2' },
});
