import { defineProvider } from '../core/provider.ts';
import { deepgramListen } from '../wire/deepgram-listen/deepgram-listen.ts';
import { deepgramSpeak } from '../wire/deepgram-speak.ts';
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
  auth: { kind: 'header', header: 'Authorization', prefix: 'Token ', env: ['DEEPGRAM_API_KEY'] },
  probe: '/v1/projects',
  capabilities: {
    transcribe: deepgramListen(),
    speak: deepgramSpeak(),
    voice: voiceOver({
      converse: { family: deepgramAgent, model: 'flux-general-en' },
      transcribe: { family: deepgramLive, model: 'nova-3' },
    }),
  },
  defaults: { transcribe: 'nova-3', speak: 'aura-2-thalia-en', voice: 'flux-general-en' },
  hosts: { agent: { url: 'https://agent.deepgram.com' } },
  settings: { thinkModel: { env: ['DEEPGRAM_THINK_MODEL'], default: 'gpt-4o-mini' } },
});
