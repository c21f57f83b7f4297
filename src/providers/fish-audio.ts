import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { fishAsr } from '../wire/fish-asr.ts';
import { fishAudioSpeak } from '../wire/fish-audio-speak.ts';

export default defineProvider({
  id: 'fish-audio',
  name: 'Fish Audio',
  docs: 'https://docs.fish.audio',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.fish.audio' },
  auth: bearer('FISH_AUDIO_API_KEY', 'FISH_API_KEY'),
  probe: '/wallet/self/api-credit',
  capabilities: { transcribe: fishAsr(), speak: fishAudioSpeak() },
  defaults: { transcribe: 'transcribe-1', speak: 's2.1-pro' },
});
