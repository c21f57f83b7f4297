import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { llamaparse } from '../wire/parse/llamaparse.ts';

export default defineProvider({
  id: 'llamaparse',
  name: 'LlamaParse (LlamaCloud)',
  docs: 'https://developers.llamaindex.ai/cloud/llamaparse',
  status: 'ga',
  checked: '2026-11-23',
  category: 'domain',
  country: 'US',
  baseUrl: { global: 'https://api.cloud.llamaindex.ai', eu: 'https://api.cloud.eu.llamaindex.ai' },
  auth: bearer('LLAMA_CLOUD_API_KEY'),
  probe: '/api/v1/projects',
  capabilities: { parse: llamaparse() },
  defaults: { parse: 'cost_effective' },
});
