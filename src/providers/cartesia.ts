import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { cartesiaStt } from '../wire/realtime/cartesia-stt.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'cartesia',
  name: 'Cartesia',
  docs: 'https://docs.cartesia.ai/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'major',
  country: 'US',
  baseUrl: { global: 'https://api.cartesia.ai' },
  auth: bearer('CARTESIA_API_KEY'),
  headers: { 'Cartesia-Version': '2026-03-01' },
  capabilities: { voice: voiceOver({ transcribe: { family: cartesiaStt, model: 'ink-2' } }) },
  defaults: { voice: 'ink-2' },
  probe: '/voices',
});
