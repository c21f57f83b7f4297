import { anyOf, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { gptImages } from '../wire/openai-images/gpt-image.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiResponsesDialect } from '../wire/openai-responses/openai-dialect.ts';
import { openaiResponses } from '../wire/openai-responses/openai-responses.ts';
import { openaiIntake } from '../wire/openai-transcribe/dialect.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { openaiWording } from '../wire/openai-transcribe/wording.ts';
import { openaiLiveTranscription, openaiRealtime } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { entra, entraTenant } from './_entra.ts';

export default defineProvider({
  id: 'azure-openai',
  name: 'Azure OpenAI',
  docs: 'https://learn.microsoft.com/en-us/azure/foundry/openai/api-version-lifecycle',
  status: 'ga',
  checked: '2026-08-22',
  category: 'cloud',
  country: 'US',
  // A model is named by its deployment, so what it can do is only known where the deployment is called like the model.
  baseUrl: {
    global: 'https://{resource}.openai.azure.com/openai/v1',
    foundry: 'https://{resource}.services.ai.azure.com/openai/v1',
  },
  server: { env: ['AZURE_OPENAI_ENDPOINT'], path: '/openai/v1' },
  auth: anyOf(header('api-key', 'AZURE_OPENAI_API_KEY', 'AZURE_API_KEY'), entra),
  settings: { resource: { env: ['AZURE_RESOURCE_NAME', 'AZURE_OPENAI_RESOURCE_NAME'] }, tenant: entraTenant },
  capabilities: {
    chat: openaiResponses(openaiResponsesDialect),
    embed: openaiEmbeddings(),
    transcribe: openaiTranscribe({ intake: openaiIntake, wording: openaiWording }),
    speak: openaiAudioSpeak({ voice: () => 'alloy' }),
    voice: voiceOver({
      converse: { family: openaiRealtime(), model: 'gpt-realtime-2.1' },
      transcribe: { family: openaiLiveTranscription(), model: 'gpt-live-transcribe' },
    }),
    image: openaiImages(gptImages),
  },
  defaults: {
    chat: 'gpt-5.5',
    embed: 'text-embedding-3-small',
    transcribe: 'gpt-4o-transcribe',
    speak: 'gpt-4o-mini-tts',
    voice: 'gpt-realtime-2.1',
    image: 'gpt-image-2',
  },
});
