import { optionalBearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { enableThinking } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'gpustack',
  name: 'GPUStack',
  docs: 'https://docs.gpustack.ai',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: '{baseUrl}' },
  settings: { baseUrl: { env: ['GPUSTACK_BASE_URL'] } },
  auth: optionalBearer('GPUSTACK_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: enableThinking() }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    transcribe: openaiTranscribe(),
    speak: openaiAudioSpeak(),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
