import { bearer } from '../core/auth.ts';
import { defineProvider } from '../core/provider.ts';
import { veniceImage } from '../wire/image-lists.ts';
import { openaiAudioSpeak } from '../wire/openai-audio-speak.ts';
import { veniceReasoning } from '../wire/openai-chat/hosts.ts';
import { openaiChat } from '../wire/openai-chat/openai-chat.ts';
import { openaiEmbeddings } from '../wire/openai-embeddings.ts';
import { openaiTranscribe } from '../wire/openai-transcribe/openai-transcribe.ts';
import { veniceWording } from '../wire/openai-transcribe/wording.ts';

export default defineProvider({
  id: 'venice',
  name: 'Venice AI',
  docs: 'https://docs.venice.ai',
  status: 'ga',
  checked: '2026-07-02',
  category: 'aggregator',
  country: 'US',
  baseUrl: { global: 'https://api.venice.ai/api/v1' },
  auth: bearer('VENICE_API_KEY', 'VENICE_AI_API_KEY'),
  capabilities: {
    chat: openaiChat({ streamUsage: true, reasoning: veniceReasoning, statesCost: true }),
    embed: openaiEmbeddings(),
    transcribe: openaiTranscribe({ wording: veniceWording }),
    speak: openaiAudioSpeak({ voice: (model) => (model === 'tts-kokoro' ? 'af_sky' : undefined) }),
    image: veniceImage(),
  },
  defaults: {
    chat: 'zai-org-glm-5-2',
    embed: 'text-embedding-bge-m3',
    transcribe: 'nvidia/parakeet-tdt-0.6b-v3',
    speak: 'tts-kokoro',
    image: 'venice-sd35',
  },
  models: ['kimi-k2-7-code', 'minimax-m3-preview', 'xiaomi-mimo-v2-5', 'claude-fable-5'],
});
