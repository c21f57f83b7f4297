import { defineProvider } from '../core/provider.ts';
import { deepgramAgent } from '../wire/realtime/deepgram-agent.ts';
import { deepgramLive } from '../wire/realtime/deepgram-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'deepgram',
  name: 'Deepgram',
  docs: 'https://developers.deepgram.com/reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: {
    global: 'https://api.deepgram.com',
    eu: 'https://api.eu.deepgram.com',
    au: 'https://api.au.deepgram.com',
    in: 'https://api.in.deepgram.com',
  },
  hosts: { agent: { url: 'https://agent.deepgram.com' } },
  auth: { kind: 'header', header: 'Authorization', prefix: 'Token ', env: ['DEEPGRAM_API_KEY'] },
  settings: { thinkModel: { env: ['DEEPGRAM_THINK_MODEL'], default: 'gpt-4o-mini' } },
  probe: '/v1/projects',
  capabilities: {
    voice: voiceOver({
      converse: { family: deepgramAgent, model: 'flux-general-en' },
      transcribe: { family: deepgramLive, model: 'nova-3' },
    }),
  },
  defaults: { voice: 'flux-general-en' },
});
