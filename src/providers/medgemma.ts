import { google } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';

export default defineProvider({
  id: 'medgemma',
  name: 'MedGemma on Vertex AI',
  docs: 'https://developers.google.com/health-ai-developer-foundations/medgemma/get-started',
  status: 'ga',
  checked: '2026-10-08',
  category: 'domain',
  country: 'US',
  // Open weights on an endpoint of the operator's own; a dedicated host is set as MEDGEMMA_BASE_URL.
  baseUrl: {
    global:
      'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/{endpoint}',
  },
  auth: google,
  settings: {
    project: { env: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'VERTEXAI_PROJECT'] },
    location: { env: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION', 'VERTEXAI_LOCATION'] },
    endpoint: { env: ['MEDGEMMA_ENDPOINT_ID'] },
  },
  capabilities: { chat: openaiChat({ streamUsage: true }) },
  defaults: { chat: 'google/medgemma-27b-it' },
});
