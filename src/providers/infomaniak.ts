import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'infomaniak',
  name: 'Infomaniak AI Services',
  docs: 'https://developer.infomaniak.com/docs/api',
  status: 'ga',
  checked: '2026-10-08',
  category: 'european',
  country: 'CH',
  baseUrl: { global: 'https://api.infomaniak.com/2/ai/{product}/openai/v1' },
  settings: { product: { env: ['INFOMANIAK_PRODUCT_ID'] } },
  auth: bearer('INFOMANIAK_API_KEY'),
  capabilities: { chat: openaiChat({ structured: () => 'prompt' }) },
  defaults: { chat: 'qwen3' },
  models: ['mistral24b', 'llama3'],
});
