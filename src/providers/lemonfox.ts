import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { lemonfoxWording } from '../wire/openai-transcribe/wording.ts';

export default defineProvider({
  id: 'lemonfox',
  name: 'Lemonfox',
  docs: 'https://www.lemonfox.ai/apis/speech-to-text',
  status: 'ga',
  checked: '2026-11-22',
  category: 'inference',
  country: 'DE',
  baseUrl: { global: 'https://api.lemonfox.ai/v1', eu: 'https://eu-api.lemonfox.ai/v1' },
  auth: bearer('LEMONFOX_API_KEY'),
  capabilities: { transcribe: openaiTranscribe({ wording: lemonfoxWording }) },
  defaults: { transcribe: 'whisper-1' },
});
