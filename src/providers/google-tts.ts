import { anyOf, google, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { googleTts } from '../wire/google-tts.ts';

export default defineProvider({
  id: 'google-tts',
  name: 'Google Cloud Text-to-Speech',
  docs: 'https://cloud.google.com/text-to-speech/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://texttospeech.googleapis.com' },
  auth: anyOf(google, header('x-goog-api-key', 'GOOGLE_API_KEY')),
  probe: '/v1/voices',
  capabilities: { speak: googleTts() },
  defaults: { speak: 'en-US-Chirp3-HD-Charon' },
});
