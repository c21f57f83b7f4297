import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { localaiImages } from '../wire/openai-images/dialect.ts';
import { openaiImages } from '../wire/openai-images/openai-images.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'localai',
  name: 'LocalAI',
  docs: 'https://localai.io',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  // Port 8080 is llama.cpp's too, so it has to be named.
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['LOCALAI_BASE_URL'] } },
  auth: optionalBearer('LOCALAI_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    speak: openaiAudioSpeak(),
    transcribe: openaiTranscribe(),
    image: openaiImages(localaiImages),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
