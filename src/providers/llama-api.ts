import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'llama-api',
  name: 'Meta Llama API',
  docs: 'https://llama.developer.meta.com/docs',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  // Public preview retired 2026-07-06.
  baseUrl: {},
  auth: bearer('LLAMA_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'meta-model-api, or Llama weights on groq, together or bedrock',
});
