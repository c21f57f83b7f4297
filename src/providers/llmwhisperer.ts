import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { llmwhisperer } from '../wire/parse/llmwhisperer.ts';

export default defineProvider({
  id: 'llmwhisperer',
  name: 'LLMWhisperer (Unstract)',
  docs: 'https://docs.unstract.com/llmwhisperer',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: {
    global: 'https://llmwhisperer-api.us-central.unstract.com/api/v2',
    eu: 'https://llmwhisperer-api.eu-west.unstract.com/api/v2',
  },
  server: { env: ['LLMWHISPERER_BASE_URL_V2'] },
  auth: header('unstract-key', 'LLMWHISPERER_API_KEY'),
  probe: '/get-usage-info',
  capabilities: { parse: llmwhisperer() },
  defaults: { parse: 'form' },
});
