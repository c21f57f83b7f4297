import { google } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { gptOssReasoning } from '../wire/openai-chat/reasoning.ts';

export default defineProvider({
  id: 'vertex-maas',
  name: 'Vertex AI open models',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/maas/use-open-models',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/endpoints/openapi' },
  auth: google,
  settings: {
    project: { env: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'VERTEXAI_PROJECT'] },
    location: { env: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION', 'VERTEXAI_LOCATION'], default: 'global' },
  },
  capabilities: { chat: openaiChat({ streamUsage: true, reasoning: gptOssReasoning }) },
  defaults: { chat: 'openai/gpt-oss-120b-maas' },
});
