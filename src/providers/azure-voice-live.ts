import { anyOf, header } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { azureVoiceLive, openaiRealtime } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { entra, entraTenant } from './_entra.ts';

export default defineProvider({
  id: 'azure-voice-live',
  name: 'Azure Voice Live',
  docs: 'https://learn.microsoft.com/azure/ai-services/speech-service/voice-live',
  status: 'ga',
  checked: '2026-11-22',
  category: 'cloud',
  country: 'US',
  baseUrl: { global: 'https://{resource}.services.ai.azure.com' },
  auth: anyOf(header('api-key', 'AZURE_VOICELIVE_API_KEY', 'AZURE_AI_API_KEY'), entra),
  settings: {
    resource: { env: ['AZURE_VOICELIVE_RESOURCE', 'AZURE_AI_RESOURCE_NAME', 'AZURE_RESOURCE_NAME'] },
    tenant: entraTenant,
  },
  capabilities: { voice: voiceOver({ converse: { family: openaiRealtime(azureVoiceLive), model: 'gpt-realtime' } }) },
  defaults: { voice: 'gpt-realtime' },
});
