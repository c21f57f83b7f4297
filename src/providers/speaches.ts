import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';

export default defineProvider({
  id: 'speaches',
  name: 'Speaches',
  docs: 'https://speaches.ai',
  status: 'ga',
  checked: '2026-11-22',
  category: 'local',
  // Its port is that of vLLM, so it has to be named.
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['SPEACHES_BASE_URL'] } },
  auth: optionalBearer('SPEACHES_API_KEY'),
  capabilities: { speak: openaiAudioSpeak({ voice: (model) => (/kokoro/i.test(model) ? 'af_heart' : undefined) }) },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
