import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'prime-intellect',
  name: 'Prime Intellect',
  docs: 'https://docs.primeintellect.ai/inference/overview',
  status: 'ga',
  checked: '2026-10-08',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.pinference.ai/api/v1' },
  auth: bearer('PRIME_API_KEY', 'PRIME_INTELLECT_API_KEY'),
  headers: { 'X-Prime-Team-ID': '${PRIME_TEAM_ID}' },
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'PrimeIntellect/INTELLECT-3' },
  models: ['openai/gpt-oss-120b'],
});
