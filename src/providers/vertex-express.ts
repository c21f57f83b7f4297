import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gemini } from '../wire/gemini/gemini.ts';

export default defineProvider({
  id: 'vertex-express',
  name: 'Google Vertex AI (express mode)',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode/overview',
  status: 'ga',
  checked: '2026-10-08',
  category: 'cloud',
  country: 'US',
  // A key instead of a project.
  baseUrl: { global: 'https://aiplatform.googleapis.com/v1/publishers/google' },
  auth: header('x-goog-api-key', 'GOOGLE_VERTEX_API_KEY'),
  profileOf: 'vertex',
  capabilities: { chat: gemini() },
  defaults: { chat: 'gemini-3.8-flash' },
});
