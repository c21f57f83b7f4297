import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { cartesiaSpeak } from '../wire/cartesia-speak.ts';
import { cartesiaStt } from '../wire/cartesia-stt.ts';
import { cartesiaLive } from '../wire/realtime/cartesia-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'cartesia',
  name: 'Cartesia',
  docs: 'https://docs.cartesia.ai/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.cartesia.ai' },
  auth: bearer('CARTESIA_API_KEY'),
  headers: { 'Cartesia-Version': '2025-11-04' },
  probe: '/voices?limit=1',
  capabilities: {
    transcribe: cartesiaStt(),
    speak: cartesiaSpeak(),
    voice: voiceOver({ transcribe: { family: cartesiaLive, model: 'ink-2' } }),
  },
  defaults: { transcribe: 'ink-whisper', speak: 'sonic-3.5', voice: 'ink-2' },
});
