import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';

export default defineProvider({
  id: 'google-imagen',
  name: 'Google Imagen (Vertex AI)',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/image/generate-images',
  status: 'sunset',
  checked: '2026-11-22',
  category: 'major',
  country: 'US',
  // Imagen 3 and 4 ended on Vertex 2026-06-30 and on the Gemini API 2026-08-17.
  baseUrl: {},
  auth: noAuth,
  capabilities: {},
  defaults: {},
  replacedBy: 'google (gemini-3.1-flash-image)',
});
