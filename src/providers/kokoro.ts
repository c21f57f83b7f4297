import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';

export default defineProvider({
  id: 'kokoro',
  name: 'Kokoro-FastAPI',
  docs: 'https://github.com/remsky/Kokoro-FastAPI',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:8880/v1' },
  auth: optionalBearer('KOKORO_API_KEY'),
  capabilities: { speak: openaiAudioSpeak({ voice: () => 'af_heart' }) },
  defaults: { speak: 'kokoro' },
  local: true,
  discover: { probe: '/models', models: '/models', ownedBy: 'kokoro' },
});
