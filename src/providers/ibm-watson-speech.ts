import { defineProvider } from '../core/provider.ts';
import { watsonRecognize } from '../wire/watson-recognize.ts';
import { watsonSpeak } from '../wire/watson-speak.ts';

export default defineProvider({
  id: 'ibm-watson-speech',
  name: 'IBM Watson Speech',
  docs: 'https://cloud.ibm.com/apidocs/speech-to-text',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: {
    global: 'https://api.us-south.speech-to-text.watson.cloud.ibm.com',
    'us-east': 'https://api.us-east.speech-to-text.watson.cloud.ibm.com',
    'eu-de': 'https://api.eu-de.speech-to-text.watson.cloud.ibm.com',
    'eu-gb': 'https://api.eu-gb.speech-to-text.watson.cloud.ibm.com',
    'au-syd': 'https://api.au-syd.speech-to-text.watson.cloud.ibm.com',
    'jp-tok': 'https://api.jp-tok.speech-to-text.watson.cloud.ibm.com',
    'kr-seo': 'https://api.kr-seo.speech-to-text.watson.cloud.ibm.com',
  },
  auth: { kind: 'basic', user: 'apikey', env: ['SPEECH_TO_TEXT_APIKEY', 'TEXT_TO_SPEECH_APIKEY'] },
  probe: '/v1/models',
  capabilities: { transcribe: watsonRecognize(), speak: watsonSpeak() },
  defaults: { transcribe: 'en-US_Multimedia', speak: 'en-US_AllisonV3Voice' },
  // Each of the two services has an address and a key of its own; the usual credentials file names both.
  hosts: { tts: { url: '{ttsUrl}', auth: { kind: 'basic', user: 'apikey', env: ['TEXT_TO_SPEECH_APIKEY'] } } },
  settings: {
    ttsUrl: { env: ['TEXT_TO_SPEECH_URL'], default: 'https://api.us-south.text-to-speech.watson.cloud.ibm.com' },
  },
});
