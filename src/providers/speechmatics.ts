import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { speechmaticsLive } from '../wire/realtime/speechmatics-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { speechmaticsBatch } from '../wire/speechmatics-batch/speechmatics-batch.ts';
import { speechmaticsSpeak } from '../wire/speechmatics-speak.ts';

export default defineProvider({
  id: 'speechmatics',
  name: 'Speechmatics',
  docs: 'https://docs.speechmatics.com',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'GB',
  baseUrl: {
    global: 'https://eu1.asr.api.speechmatics.com/v2',
    us1: 'https://us1.asr.api.speechmatics.com/v2',
    au1: 'https://au1.asr.api.speechmatics.com/v2',
  },
  auth: bearer('SPEECHMATICS_API_KEY'),
  probe: '/jobs?limit=1',
  capabilities: {
    transcribe: speechmaticsBatch(),
    speak: speechmaticsSpeak(),
    voice: voiceOver({ transcribe: { family: speechmaticsLive, model: 'enhanced' } }),
  },
  defaults: { transcribe: 'enhanced', speak: 'preview', voice: 'enhanced' },
  hosts: {
    tts: { url: 'https://preview.tts.speechmatics.com' },
    realtime: { url: 'https://global.rt.speechmatics.com' },
    management: { url: 'https://mp.speechmatics.com' },
  },
});
