import { google } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gemini } from '../wire/gemini/gemini.ts';

export default defineProvider({
  id: 'vertex-gemini-deep-think',
  name: 'Gemini Deep Think (Vertex AI)',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/thinking',
  status: 'preview',
  checked: '2026-10-08',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/google' },
  auth: google,
  settings: { project: { env: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'VERTEXAI_PROJECT'] } },
  profileOf: 'vertex',
  // The app's mode has no model of its own in the API: it is the most thinking that a model is told to do.
  capabilities: { chat: gemini({ reasoning: { effort: 'high', show: true } }) },
  defaults: { chat: 'gemini-3.1-pro-preview' },
});
