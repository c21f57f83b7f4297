import { google } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { anthropicMessages } from '../wire/anthropic-messages/anthropic-messages.ts';
import { vertexClaude } from '../wire/anthropic-messages/clouds.ts';

export default defineProvider({
  id: 'vertex-anthropic',
  name: 'Claude on Vertex AI',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  baseUrl: {
    global: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/anthropic/models',
    us: 'https://aiplatform.us.rep.googleapis.com/v1/projects/{project}/locations/us/publishers/anthropic/models',
    eu: 'https://aiplatform.eu.rep.googleapis.com/v1/projects/{project}/locations/eu/publishers/anthropic/models',
    regional:
      'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/anthropic/models',
  },
  regionSetting: 'location',
  auth: google,
  settings: {
    project: { env: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'VERTEXAI_PROJECT'] },
    location: { env: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION', 'VERTEXAI_LOCATION'], default: 'global' },
  },
  capabilities: { chat: anthropicMessages(vertexClaude) },
  defaults: { chat: 'claude-sonnet-5@default' },
});
