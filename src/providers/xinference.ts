import { noAuth } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openWeights } from '../wire/openai-chat/spellings.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'xinference',
  name: 'Xinference',
  docs: 'https://inference.readthedocs.io',
  status: 'ga',
  checked: '2026-10-08',
  category: 'local',
  baseUrl: { global: 'http://127.0.0.1:9997/v1' },
  auth: noAuth,
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: openWeights }),
    embed: openaiEmbeddings(),
    rerank: rerank(),
    speak: openaiAudioSpeak(),
    transcribe: openaiTranscribe(),
  },
  defaults: {},
  local: true,
  discover: { probe: '/models', models: '/models' },
});
