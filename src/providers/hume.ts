import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { humeSpeak } from '../wire/hume-speak.ts';

export default defineProvider({
  id: 'hume',
  name: 'Hume AI',
  docs: 'https://dev.hume.ai/reference/text-to-speech-tts',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.hume.ai' },
  auth: header('X-Hume-Api-Key', 'HUME_API_KEY'),
  probe: '/v0/tts/voices?provider=HUME_AI',
  capabilities: { speak: humeSpeak() },
  defaults: { speak: 'octave' },
});
