import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'google-palm',
  name: 'Google PaLM API',
  docs: 'https://ai.google.dev/palm_docs/deprecation',
  status: 'sunset',
  checked: '2026-10-08',
  category: 'major',
  country: 'US',
  // PaLM shut down: Gemini API 2024-08, Vertex 2025-04-09.
  baseUrl: {},
  auth: bearer('PALM_API_KEY'),
  capabilities: {},
  defaults: {},
  replacedBy: 'google',
});
