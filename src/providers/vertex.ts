import { anyOf, google, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { vertexEmbed } from '../wire/embed/vertex.ts';
import { gemini } from '../wire/gemini/gemini.ts';
import { geminiImage } from '../wire/gemini-image.ts';
import { geminiLive, vertexLive } from '../wire/realtime/gemini-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { vertexVeo } from '../wire/video/veo.ts';
import { videoLimits } from './video-limits/google.ts';

export default defineProvider({
  id: 'vertex',
  name: 'Google Vertex AI',
  docs: 'https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference',
  status: 'ga',
  checked: '2026-10-08',
  category: 'cloud',
  country: 'US',
  baseUrl: {
    global: 'https://aiplatform.googleapis.com/v1/projects/{project}/locations/global/publishers/google',
    us: 'https://aiplatform.us.rep.googleapis.com/v1/projects/{project}/locations/us/publishers/google',
    eu: 'https://aiplatform.eu.rep.googleapis.com/v1/projects/{project}/locations/eu/publishers/google',
    regional:
      'https://{location}-aiplatform.googleapis.com/v1/projects/{project}/locations/{location}/publishers/google',
  },
  regionSetting: 'location',
  auth: anyOf(google, header('x-goog-api-key', 'GOOGLE_VERTEX_API_KEY')),
  settings: {
    project: { env: ['GOOGLE_VERTEX_PROJECT', 'GOOGLE_CLOUD_PROJECT', 'VERTEXAI_PROJECT'] },
    location: { env: ['GOOGLE_VERTEX_LOCATION', 'GOOGLE_CLOUD_LOCATION', 'VERTEXAI_LOCATION'], default: 'global' },
  },
  hosts: {
    live: { url: 'https://{location}-aiplatform.googleapis.com' },
    'live-global': { url: 'https://aiplatform.googleapis.com' },
  },
  capabilities: {
    chat: gemini(),
    embed: vertexEmbed(),
    voice: voiceOver({ converse: { family: geminiLive(vertexLive), model: 'gemini-live-2.5-flash-native-audio' } }),
    image: geminiImage(),
    video: vertexVeo(videoLimits),
  },
  // No film is made unless a model is named: Veo was to end here on 2026-11-17 or later.
  defaults: {
    chat: 'gemini-3.8-flash',
    embed: 'gemini-embedding-001',
    voice: 'gemini-live-2.5-flash-native-audio',
    image: 'gemini-3.1-flash-image',
  },
});
