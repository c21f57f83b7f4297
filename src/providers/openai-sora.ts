import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'openai-sora',
  name: 'OpenAI Sora',
  docs: 'https://developers.openai.com/api/docs/deprecations',
  status: 'sunset',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  // Removed on 2026-09-24 without a successor at OpenAI.
  baseUrl: {},
  auth: bearer('OPENAI_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'google/gemini-omni-1.1-flash',
});
