import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'aleph-alpha',
  name: 'Aleph Alpha (PhariaAI)',
  docs: 'https://docs.aleph-alpha.com/phariaai-admin-guide/latest/pharia-inference/api/index.html',
  status: 'enterprise-only',
  checked: '2026-11-22',
  category: 'european',
  country: 'DE',
  baseUrl: { global: 'https://{host}' },
  auth: bearer('AA_TOKEN', 'ALEPHALPHA_API_KEY'),
  settings: { host: { env: ['PHARIA_INFERENCE_URL'] } },
  capabilities: { chat: openaiChat({ contentParts: () => false, structured: () => 'prompt' }) },
  defaults: { chat: 'pharia-1-llm-7b-control' },
  replacedBy: 'cohere',
});
