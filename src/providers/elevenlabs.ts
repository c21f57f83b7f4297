import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { elevenlabsScribe } from '../wire/elevenlabs-scribe.ts';
import { ELEVENLABS_VOICE, elevenlabsSpeak } from '../wire/elevenlabs-speak/elevenlabs-speak.ts';
import { CONFIGURED_AGENT, elevenlabsAgent } from '../wire/realtime/elevenlabs-agent.ts';
import { elevenlabsLive } from '../wire/realtime/elevenlabs-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'elevenlabs',
  name: 'ElevenLabs',
  docs: 'https://elevenlabs.io/docs/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: {
    global: 'https://api.elevenlabs.io',
    us: 'https://api.us.elevenlabs.io',
    eu: 'https://api.eu.residency.elevenlabs.io',
    in: 'https://api.in.residency.elevenlabs.io',
    sg: 'https://api.sg.residency.elevenlabs.io',
  },
  auth: header('xi-api-key', 'ELEVENLABS_API_KEY'),
  probe: '/v1/user/subscription',
  capabilities: {
    transcribe: elevenlabsScribe(),
    speak: elevenlabsSpeak(),
    voice: voiceOver({
      converse: { family: elevenlabsAgent, model: CONFIGURED_AGENT },
      transcribe: { family: elevenlabsLive, model: 'scribe_v2_realtime' },
    }),
  },
  defaults: { transcribe: 'scribe_v2', speak: 'eleven_multilingual_v2', voice: CONFIGURED_AGENT },
  // The voices that every account has end on 2026-12-31; after that an account needs one of its own.
  settings: {
    voice: { env: ['ELEVENLABS_VOICE_ID'], default: ELEVENLABS_VOICE },
    agentId: { env: ['ELEVENLABS_AGENT_ID'] },
  },
});
