import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiResponses } from '../wire/openai-responses/openai-responses.ts';
import { xaiReasoningObject } from '../wire/openai-responses/reasoning.ts';
import { openaiRealtime, xaiVoice } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';
import { xaiLive } from '../wire/realtime/xai-live.ts';

export default defineProvider({
  id: 'xai',
  name: 'xAI',
  docs: 'https://docs.x.ai/docs/models',
  status: 'ga',
  checked: '2026-08-30',
  category: 'major',
  country: 'US',
  baseUrl: {
    global: 'https://api.x.ai/v1',
    'eu-west-1': 'https://eu-west-1.api.x.ai/v1',
    'us-east-1': 'https://us-east-1.api.x.ai/v1',
  },
  auth: bearer('XAI_API_KEY'),
  capabilities: {
    chat: openaiResponses({
      encryptsReasoning: (model) => !/non-reasoning|grok-[23](?!-mini)/.test(model),
      reasoning: xaiReasoningObject,
      // Files are taken by id alone.
      filePart: () => undefined,
      chatDoor: { dialect: {} },
    }),
    voice: voiceOver({
      converse: { family: openaiRealtime(xaiVoice), model: 'grok-voice-latest' },
      transcribe: { family: xaiLive, model: 'grok-transcribe' },
    }),
  },
  defaults: { chat: 'grok-4.6', voice: 'grok-voice-latest' },
});
