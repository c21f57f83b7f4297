import { basic } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { watsonSpeak } from '../wire/watson-speak.ts';

export default defineProvider({
  id: 'ibm-watson-speech',
  name: 'IBM Watson Speech',
  docs: 'https://cloud.ibm.com/apidocs/text-to-speech',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://api.us-south.speech-to-text.watson.cloud.ibm.com' },
  // Each of the two services has an address and a key of its own; the usual credentials file names both.
  hosts: { tts: { url: '{ttsUrl}', auth: basic('apikey', 'TEXT_TO_SPEECH_APIKEY') } },
  settings: {
    ttsUrl: { env: ['TEXT_TO_SPEECH_URL'], default: 'https://api.us-south.text-to-speech.watson.cloud.ibm.com' },
  },
  auth: basic('apikey', 'SPEECH_TO_TEXT_APIKEY', 'TEXT_TO_SPEECH_APIKEY'),
  capabilities: { speak: watsonSpeak() },
  defaults: { speak: 'en-US_AllisonV3Voice' },
  probe: '/v1/models',
});
