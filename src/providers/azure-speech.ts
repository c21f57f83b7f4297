import { header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { azureFastTranscription } from '../wire/azure-fast-transcription.ts';
import { azureSpeak } from '../wire/azure-speak.ts';

export default defineProvider({
  id: 'azure-speech',
  name: 'Azure AI Speech',
  docs: 'https://learn.microsoft.com/azure/ai-services/speech-service',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://{region}.api.cognitive.microsoft.com' },
  auth: header('Ocp-Apim-Subscription-Key', 'AZURE_SPEECH_KEY', 'SPEECH_KEY'),
  settings: {
    region: { env: ['AZURE_SPEECH_REGION', 'SPEECH_REGION'] },
    apiVersion: { env: ['AZURE_SPEECH_API_VERSION'], default: '2024-11-15' },
  },
  probe: '/speechtotext/v3.2/transcriptions?top=1',
  capabilities: { transcribe: azureFastTranscription(), speak: azureSpeak() },
  defaults: { transcribe: 'fast-transcription', speak: 'en-US-AvaMultilingualNeural' },
  hosts: { tts: { url: 'https://{region}.tts.speech.microsoft.com' } },
});
