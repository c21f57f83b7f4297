import { google } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { googleSpeech } from '../wire/google-speech.ts';

export default defineProvider({
  id: 'google-speech',
  name: 'Google Cloud Speech-to-Text v2',
  docs: 'https://cloud.google.com/speech-to-text/v2/docs',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: {
    global: 'https://speech.googleapis.com/v2/projects/{project}/locations/global',
    regional: 'https://{location}-speech.googleapis.com/v2/projects/{project}/locations/{location}',
  },
  auth: google,
  regionSetting: 'location',
  settings: {
    project: { env: ['GOOGLE_CLOUD_PROJECT', 'GCLOUD_PROJECT'] },
    // Chirp is served in regions alone.
    location: { env: ['GOOGLE_SPEECH_LOCATION'], default: 'us' },
  },
  probe: '/recognizers?pageSize=1',
  capabilities: { transcribe: googleSpeech() },
  defaults: { transcribe: 'chirp_3' },
});
