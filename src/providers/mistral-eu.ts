import { bearer } from '../core/auth.ts';
import { profileOf } from '../core/provider.ts';
import mistral from './mistral.ts';

// Nothing says that live transcription stays in the region.
const { voice: _voice, ...regional } = mistral.capabilities;

// The same key and account; inference stays in the EU and EFTA, at 1.1 times the list price.
export default profileOf(mistral, {
  id: 'mistral-eu',
  name: 'Mistral AI, regional inference (EU)',
  baseUrl: { eu: 'https://api.eu.mistral.ai/v1' },
  auth: bearer('MISTRAL_API_KEY', 'MISTRAL_EU_API_KEY'),
  category: 'european',
  country: 'FR',
  defaults: {
    chat: 'mistral-large-2512',
    embed: 'mistral-embed',
    transcribe: 'voxtral-mini-latest',
    speak: 'voxtral-mini-tts-latest',
    parse: 'mistral-ocr-latest',
  },
  capabilities: regional,
  models: ['mistral-medium-latest', 'mistral-small-2603'],
});
