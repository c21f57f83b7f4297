import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { gptImages } from '../wire/openai-images/gpt-image.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';

export default defineProvider({
  id: 'openai-compatible',
  name: 'Any OpenAI-compatible endpoint',
  docs: 'https://platform.openai.com/docs/api-reference/chat',
  status: 'ga',
  checked: '2026-08-22',
  category: 'local',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['OPENAI_COMPATIBLE_BASE_URL'] } },
  auth: optionalBearer('OPENAI_COMPATIBLE_API_KEY'),
  capabilities: {
    chat: openaiChat(),
    embed: openaiEmbeddings(),
    transcribe: openaiTranscribe(),
    speak: openaiAudioSpeak(),
    image: openaiImages(gptImages),
  },
  defaults: {},
  discover: { probe: '/models', models: '/models' },
});
