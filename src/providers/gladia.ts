import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { gladiaPrerecorded } from '../wire/gladia-prerecorded.ts';
import { gladiaLive } from '../wire/realtime/gladia-live.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'gladia',
  name: 'Gladia',
  docs: 'https://docs.gladia.io/api-reference',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'FR',
  baseUrl: { global: 'https://api.gladia.io' },
  auth: header('x-gladia-key', 'GLADIA_API_KEY'),
  probe: '/v2/pre-recorded?limit=1',
  capabilities: {
    transcribe: gladiaPrerecorded(),
    voice: voiceOver({ transcribe: { family: gladiaLive, model: 'solaria-1' } }),
  },
  defaults: { transcribe: 'solaria-1', voice: 'solaria-1' },
});
