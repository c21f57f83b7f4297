import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { fireworksImage } from '../wire/fireworks-image.ts';
import { fireworksReasoning } from '../wire/openai-chat/hosts.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { diarizingWhisper } from '../wire/openai-transcribe/wording.ts';
import { rerank } from '../wire/rerank/rerank.ts';

export default defineProvider({
  id: 'fireworks',
  name: 'Fireworks AI',
  docs: 'https://docs.fireworks.ai/',
  status: 'ga',
  checked: '2026-07-02',
  category: 'inference',
  country: 'US',
  baseUrl: { global: 'https://api.fireworks.ai/inference/v1' },
  auth: bearer('FIREWORKS_API_KEY'),
  // Each size of Whisper is served by itself.
  hosts: {
    audio: { url: 'https://audio-prod.api.fireworks.ai/v1' },
    audioTurbo: { url: 'https://audio-turbo.api.fireworks.ai/v1' },
  },
  capabilities: {
    chat: openaiChat({ reasoning: fireworksReasoning }),
    embed: openaiEmbeddings(),
    rerank: rerank({ always: { return_documents: false } }),
    transcribe: openaiTranscribe({
      host: (model) => (model.includes('turbo') ? 'audioTurbo' : 'audio'),
      wording: diarizingWhisper({ times: 'timestamp_granularities[]', diarize: 'diarize' }),
    }),
    image: fireworksImage(),
  },
  defaults: {
    rerank: 'fireworks/qwen3-reranker-8b',
    chat: 'accounts/fireworks/routers/glm-5p2-fast',
    embed: 'nomic-ai/nomic-embed-text-v1.5',
    transcribe: 'whisper-v3',
    image: 'accounts/fireworks/models/flux-1-schnell-fp8',
  },
  models: [
    'accounts/fireworks/models/glm-5p2',
    'accounts/fireworks/routers/kimi-k2p7-code-fast',
    'accounts/fireworks/models/qwen3p7-plus',
    'accounts/fireworks/models/minimax-m3',
  ],
});
