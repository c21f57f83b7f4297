import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';

export default defineProvider({
  id: 'inworld',
  name: 'Inworld',
  docs: 'https://docs.inworld.ai/tts/openai-compatibility',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.inworld.ai/v1' },
  auth: bearer('INWORLD_API_KEY'),
  capabilities: {
    speak: openaiAudioSpeak({
      formats: () => ({ mp3: 'mp3', wav: 'wav', pcm: 'pcm' }),
      maxCharacters: () => 2000,
      voice: () => 'Dennis',
    }),
  },
  defaults: { speak: 'inworld-tts-2' },
});
