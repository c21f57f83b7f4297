import { bearer } from '../core/auth.ts';
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
import { openaiLiveTranscription, openaiRealtime, openaiVoice } from '../wire/realtime/openai-realtime.ts';
import { voiceOver } from '../wire/realtime/voice-over.ts';

export default defineProvider({
  id: 'openai',
  name: 'OpenAI',
  docs: 'https://platform.openai.com/docs/api-reference',
  status: 'ga',
  checked: '2026-08-22',
  category: 'major',
  country: 'US',
  baseUrl: {
    global: 'https://api.openai.com/v1',
    eu: 'https://eu.api.openai.com/v1',
    us: 'https://us.api.openai.com/v1',
  },
  auth: bearer('OPENAI_API_KEY'),
  headers: { 'OpenAI-Organization': '${OPENAI_ORG_ID}', 'OpenAI-Project': '${OPENAI_PROJECT_ID}' },
  capabilities: {
    chat: openaiResponses(openaiResponsesDialect),
    embed: openaiEmbeddings({
      batchOf: () => ({ texts: 2048, tokens: 300_000 }),
      base64: true,
      dimensionsField: (model) => (model.includes('ada-002') ? undefined : 'dimensions'),
    }),
    transcribe: openaiTranscribe({ intake: openaiIntake, wording: openaiWording }),
    speak: openaiAudioSpeak({ voice: () => 'alloy' }),
    voice: voiceOver({
      converse: { family: openaiRealtime(openaiVoice), model: 'gpt-realtime-2.1' },
      transcribe: { family: openaiLiveTranscription(), model: 'gpt-live-transcribe' },
    }),
    image: openaiImages(gptImages),
  },
  defaults: {
    chat: 'gpt-5.6-terra',
    embed: 'text-embedding-3-small',
    transcribe: 'gpt-transcribe',
    speak: 'gpt-4o-mini-tts',
    voice: 'gpt-realtime-2.1',
    image: 'gpt-image-2.5-flare',
  },
});
